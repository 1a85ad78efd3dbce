import { UsageError } from "trident-base";
import { type BarSketch, offsetsOf } from "./barSketch.ts";

/** How sketches are made and written: those of another version cannot be compared. */
const VERSION = 1;

/** A sketch as text, for a file or a database: base64 of its numbers, about two thirds of a byte a bar. */
export function sketchText({ first, last, bars, offsets, marks }: BarSketch): string {
  const counts = Int32Array.from(bars, (_, k) => offsets[k + 1]! - offsets[k]!);
  const words = [Int32Array.of(VERSION, bars.length), first, last, bars, counts, marks];
  return Buffer.concat(
    words.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  ).toString("base64");
}

/**
 * The sketch that a text holds.
 *
 * @throws UsageError if it holds none, or one of another version.
 */
export function readSketchText(text: string): BarSketch {
  const bytes = Buffer.from(text, "base64");
  const words = new Int32Array(bytes.length >> 2);
  Buffer.from(words.buffer).set(bytes.subarray(0, words.byteLength));
  const [version, entries = 0] = words;
  const column = (k: number): Int32Array => words.slice(2 + k * entries, 2 + (k + 1) * entries);
  const offsets = offsetsOf([...column(3)].map((count) => Math.max(0, count)));
  const marks = new Uint32Array(words.slice(2 + 4 * entries));
  if (version !== VERSION || entries < 0 || bytes.length % 4 !== 0 || offsets.at(-1) !== marks.length) {
    throw new UsageError("the text is no sketch of bars that this version reads", {
      remedy: "Make again what holds it: the file of label parameters or the ledger.",
    });
  }
  return { first: column(0), last: column(1), bars: column(2), offsets, marks };
}
