import { isoDate, UsageError } from "trident-base";
import type { Panel } from "../market/index.ts";

/**
 * What to buy and how to leave it, one entry a decision, ordered by panel row: each is taken at the close of its row
 * and may rest on nothing later.
 */
export interface Decisions {
  /** The panel row at whose close it is taken; a row once at most. */
  readonly row: Int32Array;
  /** Higher is bought first where not all can be. */
  readonly score: Float64Array;
  /** The target above the entry price, a fraction above 0; Infinity for none. */
  readonly profit: Float64Array;
  /** The stop below the entry price, a fraction above 0; 1 for none. */
  readonly stop: Float64Array;
  /** Bars of the ticker in the window, from the one after the decision. */
  readonly horizon: Int32Array;
}

/** Decisions as a file or a model gives them: by ticker and date, in any order. */
export interface DecisionColumns {
  readonly ticker: readonly string[];
  /** Days since 1970-01-01. */
  readonly date: ArrayLike<number>;
  readonly score: ArrayLike<number>;
  readonly profit: ArrayLike<number>;
  readonly stop: ArrayLike<number>;
  readonly horizon: ArrayLike<number>;
}

/** How a position is left; the fields are those of {@link Decisions}. */
export interface ExitRule {
  readonly profit: number;
  readonly stop: number;
  readonly horizon: number;
}

/**
 * Decisions with the rows of the panel they were taken at.
 *
 * @throws UsageError naming ticker and date: no bar there, two decisions for one bar, a barrier or horizon out of
 * range, a score that is not finite.
 */
export function placeDecisions(panel: Panel, columns: DecisionColumns): Decisions {
  const { ticker, date, score, profit, stop, horizon } = columns;
  const count = ticker.length;
  if ([date, score, profit, stop, horizon].some((column) => column.length !== count)) {
    throw new UsageError("the columns of the decisions differ in length", {
      remedy: "Give each one value a decision.",
    });
  }
  const tickers = new Map(panel.tickers.map((name, t) => [name, t]));
  const rows = new Int32Array(count);
  for (let k = 0; k < count; k++) {
    const where = [ticker[k]!, dayOf(date[k]!)];
    const t = tickers.get(ticker[k]!);
    const row = t === undefined ? -1 : rowOf(panel, t, date[k]!);
    if (row < 0) {
      throw new UsageError(
        t === undefined ? "a decision for a ticker without bars" : "a decision on a day without a bar",
        {
          where,
          remedy: "Take decisions at the close of a bar of the panel.",
        },
      );
    }
    const fault = faultOf(score[k]!, { profit: profit[k]!, stop: stop[k]!, horizon: horizon[k]! });
    if (fault) throw new UsageError(fault, { where });
    rows[k] = row;
  }
  const order = Array.from(rows.keys()).sort((a, b) => rows[a]! - rows[b]!);
  const twin = order.find((k, i) => i > 0 && rows[k] === rows[order[i - 1]!]);
  if (twin !== undefined) {
    throw new UsageError("two decisions for one ticker on one date", {
      where: [ticker[twin]!, dayOf(date[twin]!)],
      remedy: "Keep one of them.",
    });
  }
  return {
    row: Int32Array.from(order, (k) => rows[k]!),
    score: Float64Array.from(order, (k) => score[k]!),
    profit: Float64Array.from(order, (k) => profit[k]!),
    stop: Float64Array.from(order, (k) => stop[k]!),
    horizon: Int32Array.from(order, (k) => horizon[k]!),
  };
}

/**
 * The rows that `choose` accepts.
 *
 * @param rule of all of them, or by row.
 * @param score by row; 0 where it is left out.
 * @throws UsageError for a barrier or horizon out of range or a chosen row's score that is not finite.
 */
export function decideRows(
  panel: Panel,
  rule: ExitRule | ((row: number) => ExitRule),
  choose: (row: number) => boolean,
  score: (row: number) => number = () => 0,
): Decisions {
  const rows: number[] = [];
  for (let row = 0; row < panel.rows; row++) if (choose(row)) rows.push(row);
  const decisions = {
    row: Int32Array.from(rows),
    score: Float64Array.from(rows, score),
    profit: new Float64Array(rows.length),
    stop: new Float64Array(rows.length),
    horizon: new Int32Array(rows.length),
  };
  for (const [k, row] of rows.entries()) {
    const own = typeof rule === "function" ? rule(row) : rule;
    const fault = faultOf(decisions.score[k]!, own);
    if (fault) throw new UsageError(fault, { where: [isoDate(panel.date[row]!)] });
    decisions.profit[k] = own.profit;
    decisions.stop[k] = own.stop;
    decisions.horizon[k] = own.horizon;
  }
  return decisions;
}

function faultOf(score: number, { profit, stop, horizon }: ExitRule): string | undefined {
  if (!Number.isFinite(score)) return `the score is ${score}`;
  if (!(profit > 0)) return `profit is ${profit}, not a fraction above 0`;
  if (!(stop > 0 && stop <= 1)) return `stop is ${stop}, not above 0 and 1 at most`;
  if (!(Number.isInteger(horizon) && horizon > 0 && horizon < 100_000))
    return `horizon is ${horizon}, not a number of bars`;
  return undefined;
}

/** The row of ticker `t` on a date, or -1. */
export function rowOf(panel: Panel, t: number, date: number): number {
  let low = panel.offsets[t]!;
  let high = panel.offsets[t + 1]! - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const day = panel.date[middle]!;
    if (day === date) return middle;
    if (day < date) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function dayOf(date: number): string {
  return Number.isInteger(date) && Math.abs(date) < 1e8 ? isoDate(date) : String(date);
}
