import { UsageError } from "trident-base";
import type { LabelIntervals } from "../labels/index.ts";
import { FoldError } from "./fold.ts";

/**
 * Cuts the decision dates of `rows` into consecutive blocks: the first sessions of all blocks but the first. Cut `k` is
 * where the rows before it come nearest to the share `shares[k]` of all rows (the earlier date on a tie), so that
 * blocks hold like numbers of rows although tickers come and go. Every block has at least one date.
 *
 * @param shares ascending, between 0 and 1.
 * @throws FoldError if there are fewer dates than blocks.
 */
export function blockStarts(labels: LabelIntervals, rows: Uint32Array, shares: readonly number[]): readonly number[] {
  const counts = new Uint32Array(labels.calendar.length);
  for (const row of rows) counts[labels.decisionSession[row]!]!++;
  const dates = [...counts.keys()].filter((session) => counts[session]! > 0);
  if (dates.length <= shares.length) {
    throw new FoldError(`${dates.length} decision dates cannot make ${shares.length + 1} blocks`, {
      remedy: "Take more history or fewer folds.",
    });
  }
  let date = 0;
  let before = 0;
  return shares.map((share, k) => {
    const lastDate = dates.length - (shares.length - k);
    const wanted = share * rows.length;
    before += counts[dates[date++]!]!;
    while (date < lastDate) {
      const next = before + counts[dates[date]!]!;
      if (Math.abs(next - wanted) >= Math.abs(before - wanted)) break;
      before = next;
      date++;
    }
    return dates[date]!;
  });
}

/** Where blocks of like numbers of rows begin and end: one session more than there are blocks. */
export function equalBlocks(labels: LabelIntervals, rows: Uint32Array, blocks: number): readonly number[] {
  const shares = Array.from({ length: blocks - 1 }, (_, k) => (k + 1) / blocks);
  return [0, ...blockStarts(labels, rows, shares), labels.calendar.length];
}

/**
 * The sessions of an embargo that is given as a share of all, rounded up.
 *
 * @throws UsageError if it is outside 0 to 1.
 */
export function sessionsOfEmbargo(embargo: number, sessions: number): number {
  if (!(embargo >= 0 && embargo < 1)) {
    throw new UsageError(`embargo is ${embargo}`, { remedy: "Give a share of the sessions: 0.01 is 1 %." });
  }
  // The product's rounding error must not add a session: 0.07 * 100 is a little above 7.
  return Math.ceil(embargo * sessions - 1e-9);
}
