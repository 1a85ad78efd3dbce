import type { Json, JsonObject } from "trident-base";
import type { MimeBundle } from "../client/message.ts";
import type { Output } from "./notebook.ts";

/**
 * Reads an output of a notebook file as it is meant. Outputs are not judged: a run throws them away, and a report shows
 * what can be shown. Fields that no output has go, those that are absent get their defaults, and in the place of what is
 * no output stands a word.
 */
export function readOutput(value: unknown): Output {
  const fields = objectOf(value);
  const metadata = objectOf(fields.metadata);
  switch (fields.output_type) {
    case "stream":
      return { output_type: "stream", name: fields.name === "stderr" ? "stderr" : "stdout", text: textOf(fields.text) };
    case "display_data":
      return { output_type: "display_data", data: readBundle(fields.data), metadata };
    case "execute_result": {
      const execution_count = readCount(fields.execution_count);
      return { output_type: "execute_result", execution_count, data: readBundle(fields.data), metadata };
    }
    case "error": {
      const { ename, evalue, traceback } = fields;
      const lines = Array.isArray(traceback)
        ? traceback.map(textOf)
        : traceback === undefined
          ? []
          : [textOf(traceback)];
      return { output_type: "error", ename: textOf(ename), evalue: textOf(evalue), traceback: lines };
    }
    default: {
      const kind = typeof fields.output_type === "string" ? ` of the kind '${fields.output_type}'` : "";
      const text = `[An output${kind} is not of this format and was left out]`;
      return { output_type: "display_data", data: { "text/plain": text }, metadata: {} };
    }
  }
}

/** Texts of a bundle as one string each, as in Jupyter's own model. */
export function readBundle(value: unknown): MimeBundle {
  return Object.fromEntries(
    Object.entries(objectOf(value)).map(([mime, content]) => [
      mime,
      Array.isArray(content) && !isJsonMime(mime) ? content.map(textOf).join("") : (content as Json),
    ]),
  );
}

/** A count of executions; null for anything else. */
export function readCount(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;
}

function isJsonMime(mime: string): boolean {
  return mime === "application/json" || (mime.startsWith("application/") && mime.endsWith("+json"));
}

function objectOf(value: unknown): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(textOf).join("");
  return value === undefined || value === null ? "" : JSON.stringify(value);
}
