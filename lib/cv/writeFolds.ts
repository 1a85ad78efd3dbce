import { type FileColumn, writeParquet } from "../files/index.ts";
import { type Panel, rowColumns } from "../market/index.ts";
import type { Fold } from "./fold.ts";

/**
 * Writes folds as a Parquet file: fold (from 1), side (`train` or `test`), ticker, date; fold by fold, its training rows
 * first.
 *
 * @returns the number of rows.
 */
export async function writeFolds(path: string, panel: Panel, folds: readonly Fold[]): Promise<number> {
  const sides = folds.flatMap(({ train, test }, k) => [
    { fold: k + 1, side: "train", rows: train },
    { fold: k + 1, side: "test", rows: test },
  ]);
  const count = sides.reduce((sum, { rows }) => sum + rows.length, 0);
  const row = new Uint32Array(count);
  const fold = new Int32Array(count);
  const starts: number[] = [];
  let at = 0;
  for (const each of sides) {
    starts.push(at);
    row.set(each.rows, at);
    at += each.rows.length;
    fold.fill(each.fold, starts.at(-1), at);
  }
  let now = 0;
  const sideOf = (i: number): string => {
    while (now + 1 < starts.length && i >= starts[now + 1]!) now++;
    return sides[now]!.side;
  };
  const [ticker] = rowColumns(panel);
  const columns: readonly FileColumn[] = [
    { name: "fold", type: "int32", values: fold },
    { name: "side", type: "text", at: sideOf },
    { name: "ticker", type: "text", at: (i) => (ticker as { at: (row: number) => string }).at(row[i]!) },
    { name: "date", type: "date", values: Int32Array.from(row, (r) => panel.date[r]!) },
  ];
  await writeParquet(path, columns, count);
  return count;
}
