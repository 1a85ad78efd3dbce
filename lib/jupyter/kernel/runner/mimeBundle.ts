import { inspect, types } from "node:util";
import type { Json } from "trident-base";
import { tableBundle } from "trident-base";
import type { MimeBundle } from "../../client/message.ts";
import { withStill } from "../../picture/withStill.ts";
import { figureOf, figureText } from "./figureOf.ts";
import { tableOf } from "./tableOf.ts";

const PLOTLY = "application/vnd.plotly.v1+json";
/** Values of a figure whose still the cell waits for; a run draws those of larger ones afterwards. */
const STILL = 10_000;
const DISPLAY = Symbol.for("Jupyter.display");

/**
 * A value as a cell's result: what its method `Symbol.for("Jupyter.display")` gives (a MIME bundle, or a promise of
 * one), a Plotly figure or a table where it is one, else Node's own text for it. There is always plain text beside what is richer. A
 * value that throws when it is looked at is shown as far as it can be.
 */
export function mimeBundle(value: unknown): MimeBundle | Promise<MimeBundle> {
  const failed = (error: unknown): MimeBundle => ({
    "text/plain": `${plainText(value)}\nIts method Symbol.for("Jupyter.display") threw ${plainText(error)}`,
  });
  try {
    const bundle = ownBundle(value);
    if (bundle instanceof Promise) return bundle.then((each) => shownBundle(value, each)).catch(failed);
    return shownBundle(value, bundle);
  } catch (error) {
    return failed(error);
  }
}

/** What a value shows of itself, or else what can be seen of it. */
function shownBundle(value: unknown, own: unknown): MimeBundle {
  if (typeof own === "object" && own !== null) {
    return { ...("text/plain" in own ? {} : { "text/plain": plainText(value) }), ...encodeBundle(own) };
  }
  try {
    const figure = figureOf(value);
    if (figure) return encodeBundle({ [PLOTLY]: figure, "text/plain": figureText(figure) });
    const table = tableOf(value);
    if (table) return tableBundle(table);
  } catch {
    // Something that only looks like one.
  }
  return { "text/plain": plainText(value) };
}

/** A bundle as messages carry it: bytes as base 64, in JSON typed arrays as lists, small figures with their stills. */
export function encodeBundle(bundle: object): MimeBundle {
  const encoded = Object.entries(bundle).map(([mime, content]) => [mime, encode(mime, content)]);
  return withStill(Object.fromEntries(encoded), STILL);
}

function encode(mime: string, content: unknown): Json {
  if (content instanceof Uint8Array) return Buffer.from(content).toString("base64");
  if (typeof content !== "object" || content === null || !/[/+]json$/.test(mime)) return content as Json;
  return JSON.parse(JSON.stringify(content, jsonMember)) as Json;
}

/** What JSON itself would make objects of, or refuse. */
function jsonMember(_: string, value: unknown): unknown {
  if (types.isTypedArray(value)) return Array.from(value as Float64Array);
  if (typeof value !== "bigint") return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function ownBundle(value: unknown): unknown {
  if ((typeof value !== "object" || value === null) && typeof value !== "function") return undefined;
  const method = displayMethod(value);
  return typeof method === "function" ? method.call(value) : undefined;
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
