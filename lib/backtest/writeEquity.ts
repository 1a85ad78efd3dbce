import { writeFile } from "node:fs/promises";
import { isoDate, writeAtomically } from "trident-base";
import type { Backtest } from "./result.ts";

/**
 * Writes a backtest's equity as CSV: date, equity, exposure, spy. Dollars at each close, exposure a fraction.
 *
 * @param spy dollars of the index bought and held, a session each; empty where there is none.
 */
export async function writeEquity(
  path: string,
  { date, equity, exposure }: Backtest,
  spy?: Float64Array,
): Promise<void> {
  const lines = Array.from(date, (day, s) => [isoDate(day), equity[s], exposure[s], spy?.[s] ?? ""].join(","));
  await writeAtomically(path, (file) => writeFile(file, `${["date,equity,exposure,spy", ...lines].join("\n")}\n`));
}
