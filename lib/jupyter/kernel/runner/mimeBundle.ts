import { inspect } from "node:util";
import type { Json } from "../../json.ts";
import type { MimeBundle } from "../../message.ts";

const DISPLAY = Symbol.for("Jupyter.display");

/**
 * A value as a cell's result: what its method `Symbol.for("Jupyter.display")` gives (a MIME bundle, or a promise of
 * one), else Node's own text for it. There is always plain text beside what is richer.
 */
export async function mimeBundle(value: unknown): Promise<MimeBundle> {
  const text = () => inspect(value, { colors: false });
  const shows = (typeof value === "object" && value !== null) || typeof value === "function";
  const method = shows ? (value as { [DISPLAY]?: unknown })[DISPLAY] : undefined;
  if (typeof method !== "function") return { "text/plain": text() };
  const bundle: unknown = await method.call(value);
  if (typeof bundle !== "object" || bundle === null) return { "text/plain": text() };
  return { ...("text/plain" in bundle ? {} : { "text/plain": text() }), ...encodeBundle(bundle) };
}

/** A bundle as messages carry it: bytes as base 64. */
export function encodeBundle(bundle: object): MimeBundle {
  return Object.fromEntries(
    Object.entries(bundle).map(([mime, content]) => [
      mime,
      content instanceof Uint8Array ? Buffer.from(content).toString("base64") : (content as Json),
    ]),
  );
}
