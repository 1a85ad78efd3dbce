import { utcDate } from "trident-base";
import { type MonthlyStatistics, STATISTICS } from "../behaviour/index.ts";
import type { Panel } from "../market/index.ts";
import { eachTie } from "../statistics/index.ts";

/** A group of tickers that behave alike, in the months in which they do. */
export interface Cluster {
  /** From 1, the calmest first. */
  readonly number: number;
  /** What sets the group apart: "explosive small caps". */
  readonly name: string;
  /** Ranks within the month, 0 to 1, in the order of `STATISTICS`; more than one where groups were merged. */
  readonly centres: readonly (readonly number[])[];
}

/**
 * Each statistic's rank among the month's tickers: (rank - 1/2) / tickers, ties with their mean rank, NaN where it is not
 * known. Absolute statistics would make calendars of clusters: in 2020 every ticker was volatile.
 *
 * @returns rows x statistics, row after row, in the order of `STATISTICS`.
 */
export function rankWithinMonth({ rows, month, columns }: MonthlyStatistics): Float64Array {
  const ranks = new Float64Array(rows * STATISTICS.length).fill(Number.NaN);
  const months = [...Map.groupBy(Array.from(month.keys()), (row) => month[row]!).values()];
  for (const [j, name] of STATISTICS.entries()) {
    const values = columns[name];
    for (const all of months) {
      const known = Uint32Array.from(all.filter((row) => !Number.isNaN(values[row]!)));
      known.sort((a, b) => values[a]! - values[b]!);
      eachTie(known, values, (from, to) => {
        for (let k = from; k < to; k++) ranks[known[k]! * STATISTICS.length + j] = (from + to) / 2 / known.length;
      });
    }
  }
  return ranks;
}

/**
 * The cluster of each (ticker, month): that of the nearest centre by the ranks that are known.
 *
 * @returns places in `clusters`, by row of the statistics; -1 where no statistic is known.
 */
export function assignClusters(
  statistics: MonthlyStatistics,
  clusters: readonly Pick<Cluster, "centres">[],
): Int8Array {
  return nearestClusters(rankWithinMonth(statistics), clusters);
}

/** As `assignClusters`, of ranks that are there already. */
export function nearestClusters(ranks: Float64Array, clusters: readonly Pick<Cluster, "centres">[]): Int8Array {
  const width = STATISTICS.length;
  const centres = clusters.flatMap((each, k) => each.centres.map((at) => ({ k, at })));
  return Int8Array.from({ length: ranks.length / width }, (_, row) => {
    const known = STATISTICS.map((_name, j) => j).filter((j) => !Number.isNaN(ranks[row * width + j]!));
    let [nearest, least] = [-1, Number.POSITIVE_INFINITY];
    if (known.length === 0) return nearest;
    for (const { k, at } of centres) {
      let distance = 0;
      for (const j of known) distance += (ranks[row * width + j]! - at[j]!) ** 2;
      if (distance < least) [nearest, least] = [k, distance];
    }
    return nearest;
  });
}

/**
 * Spreads what is known of each (ticker, month) over the panel's rows.
 *
 * @param clusterOf by row of the statistics.
 * @returns by row of the panel; -1 in months without statistics.
 */
export function clustersOfRows(panel: Panel, statistics: MonthlyStatistics, clusterOf: Int8Array): Int8Array {
  const { rows, ticker, month } = statistics;
  const result = new Int8Array(panel.rows).fill(-1);
  // A ticker may have no month at all.
  const begins = new Map<string, number>();
  for (let row = 0; row < rows; row++) if (!begins.has(ticker[row]!)) begins.set(ticker[row]!, row);
  for (const [t, name] of panel.tickers.entries()) {
    let at = begins.get(name);
    if (at === undefined) continue;
    let now = -1;
    // A prediction asks for the last month alone.
    let row = panel.offsets[t + 1]!;
    while (row > panel.offsets[t]! && panel.date[row - 1]! >= month[at]!) row--;
    for (; row < panel.offsets[t + 1]!; row++) {
      while (at < rows && ticker[at] === name && month[at]! <= panel.date[row]!) now = at++;
      if (now >= 0 && sameMonth(month[now]!, panel.date[row]!)) result[row] = clusterOf[now]!;
    }
  }
  return result;
}

/** True if a day lies in the month that begins at `first`. */
function sameMonth(first: number, day: number): boolean {
  return day - first < 28 || (day - first < 31 && utcDate(first).getUTCMonth() === utcDate(day).getUTCMonth());
}
