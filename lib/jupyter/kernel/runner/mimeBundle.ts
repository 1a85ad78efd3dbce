import { inspect } from "node:util";
import type { Json } from "../../json.ts";
import type { MimeBundle } from "../../message.ts";
import { tableBundle } from "../../table.ts";
import { tableOf } from "./tableOf.ts";

const DISPLAY = Symbol.for("Jupyter.display");

/**
 * A value as a cell's result: what its method `Symbol.for("Jupyter.display")` gives (a MIME bundle, or a promise of
 * one), a table where it holds one, else Node's own text for it. There is always plain text beside what is richer. A
 * value that throws when it is looked at is shown as far as it can be.
 */
export async function mimeBundle(value: unknown): Promise<MimeBundle> {
  try {
    const shown = await ownBundle(value);
    if (shown) return { ...("text/plain" in shown ? {} : { "text/plain": plainText(value) }), ...encodeBundle(shown) };
  } catch (error) {
    return { "text/plain": `${plainText(value)}\nIts method Symbol.for("Jupyter.display") threw ${plainText(error)}` };
  }
  try {
    const table = tableOf(value);
    if (table) return tableBundle(table);
  } catch {
    // Something that only looks like a table.
  }
  return { "text/plain": plainText(value) };
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

async function ownBundle(value: unknown): Promise<object | undefined> {
  if ((typeof value !== "object" || value === null) && typeof value !== "function") return undefined;
  const method = displayMethod(value);
  if (typeof method !== "function") return undefined;
  const bundle: unknown = await method.call(value);
  return typeof bundle === "object" && bundle !== null ? bundle : undefined;
}

/** A proxy or an accessor may throw for any name; it need not mean this one. */
function displayMethod(value: object): unknown {
  try {
    return (value as { readonly [DISPLAY]?: unknown })[DISPLAY];
  } catch {
    return undefined;
  }
}

function plainText(value: unknown): string {
  try {
    return inspect(value, { colors: false });
  } catch (error) {
    return `(a value that cannot be shown: ${error instanceof Error ? error.name : "something"} thrown)`;
  }
}
