import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";

/** How the bytes of a text file are packed, by their first ones and not by the file's name. */
export type Packing = "none" | "gzip" | "utf-16" | "parquet" | "zip" | "zstd";

const MARKS: readonly (readonly [Packing, readonly number[]])[] = [
  ["gzip", [0x1f, 0x8b]],
  ["utf-16", [0xff, 0xfe]],
  ["utf-16", [0xfe, 0xff]],
  ["parquet", [0x50, 0x41, 0x52, 0x31]],
  ["zip", [0x50, 0x4b, 0x03, 0x04]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
];

/** Tells how a file is packed. */
export async function packingOf(file: string): Promise<Packing> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return MARKS.find(([, mark]) => mark.every((byte, k) => buffer[k] === byte))?.[0] ?? "none";
  } finally {
    await handle.close();
  }
}

/**
 * Says what keeps a text file from being a table of comma-separated values, with the number of the line; undefined if
 * nothing does.
 *
 * @throws the file system's or gzip's own errors.
 */
export async function csvFault(file: string, packing: Packing): Promise<string | undefined> {
  const records = recordsOf(file, packing);
  let expected = 0;
  for await (const { line, cells, isOpen, start } of records) {
    if (isOpen) return `a quotation mark is left open in line ${line}`;
    if (expected === 0) {
      const [first = ""] = start.split("\n");
      if (first.startsWith("#")) return `line ${line} is a comment: '${first.slice(0, 40)}'`;
      const separator = cells === 1 ? SEPARATORS.find(([mark]) => first.includes(mark)) : undefined;
      if (separator) return `its columns are separated by ${separator[1]}, not by commas`;
      expected = cells;
    } else if (cells !== expected) {
      return `line ${line} has ${cells} column${cells === 1 ? "" : "s"}, the header has ${expected}`;
    }
  }
  return undefined;
}

/** The first records of a text file, at most so many, as cells without their quotation marks. */
export async function firstRecords(file: string, packing: Packing, count: number): Promise<readonly string[][]> {
  const found: string[][] = [];
  for await (const { start } of recordsOf(file, packing, 1 << 20)) {
    found.push(cellsOf(start.replace(/\r$/, "")));
    if (found.length === count) break;
  }
  return found;
}

function cellsOf(record: string): string[] {
  const cells = [...`,${record}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)];
  return cells.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!.trim());
}

const SEPARATORS = [
  [";", "semicolons"],
  ["\t", "tabs"],
  ["|", "bars"],
] as const;

/** A record of comma-separated text: where it starts, how many cells it has, and its first characters. */
interface TextRecord {
  readonly line: number;
  readonly cells: number;
  /** True if the file ends within quotation marks. */
  readonly isOpen: boolean;
  readonly start: string;
}

/** Records without the blank ones. Their text is kept up to `keep` characters. */
async function* recordsOf(file: string, packing: Packing, keep = 200): AsyncGenerator<TextRecord> {
  const raw = createReadStream(file);
  const text = packing === "gzip" ? raw.pipe(createGunzip()) : raw;
  text.setEncoding("utf8");
  let line = 1;
  let from = 1;
  let cells = 1;
  let quoted = false;
  let start = "";
  try {
    for await (const chunk of text as AsyncIterable<string>) {
      for (const letter of chunk) {
        if (letter === "\n" && !quoted) {
          if (start.trim() !== "") yield { line: from, cells, isOpen: false, start: start.replace(/^\uFEFF/, "") };
          line++;
          [from, cells, start] = [line, 1, ""];
          continue;
        }
        if (letter === "\n") line++;
        else if (letter === '"') quoted = !quoted;
        else if (letter === "," && !quoted) cells++;
        if (start.length < keep) start += letter;
      }
    }
    if (start.trim() !== "") yield { line: from, cells, isOpen: quoted, start: start.replace(/^\uFEFF/, "") };
  } finally {
    raw.destroy();
  }
}
