import { writeAtomically } from "trident-base";
import { type FileColumn, writeParquet } from "../../files/index.ts";
import { type BarColumns, tickerCodes } from "../panel.ts";
import type { Finding } from "./finding.ts";

/** Where the two parts of a source go. */
export interface QuarantineFiles {
  /** The rows that no finding names. */
  readonly clean: string;
  /** The others, with a column `kinds` of what was found, separated by blanks. */
  readonly quarantine: string;
}

/**
 * Writes the rows of a source into two Parquet files, in its order: each row goes into one of them, and no number is
 * changed. Both files are whole or not there at all.
 *
 * @returns how many rows each file has.
 */
export async function quarantineRows(
  bars: BarColumns,
  findings: readonly Finding[],
  files: QuarantineFiles,
): Promise<{ clean: number; quarantine: number }> {
  const kinds = new Map<number, Set<string>>();
  for (const { kind, rows } of findings) {
    for (const row of rows) kinds.set(row, (kinds.get(row) ?? new Set()).add(kind));
  }
  const all = Array.from(bars.date.keys());
  const kept = all.filter((row) => !kinds.has(row));
  const taken = all.filter((row) => kinds.has(row));
  const told: FileColumn = { name: "kinds", type: "text", at: (k) => [...kinds.get(taken[k]!)!].sort().join(" ") };
  // The outer file is renamed last, when the inner one is in its place.
  await writeAtomically(files.quarantine, async (temporary) => {
    await writeParquet(temporary, [...columnsOf(bars, taken), told], taken.length);
    await writeParquet(files.clean, columnsOf(bars, kept), kept.length);
  });
  return { clean: kept.length, quarantine: taken.length };
}

function columnsOf(bars: BarColumns, rows: readonly number[]): FileColumn[] {
  const { names, codes } = tickerCodes(bars.ticker);
  const number = (name: string, from: Float64Array): FileColumn => ({
    name,
    type: "float64",
    values: Float64Array.from(rows, (row) => from[row]!),
  });
  return [
    { name: "ticker", type: "text", at: (k) => names[codes[rows[k]!]!]! },
    { name: "date", type: "date", values: Int32Array.from(rows, (row) => bars.date[row]!) },
    number("open", bars.open),
    number("high", bars.high),
    number("low", bars.low),
    number("close", bars.close),
    number("volume", bars.volume),
    ...(bars.adjClose ? [number("adj_close", bars.adjClose)] : []),
  ];
}
