import { type Finding, finding, told } from "./finding.ts";
import { knownSplit } from "./leaps.ts";
import type { OrderedBars } from "./orderedBars.ts";
import { rowsAtFault } from "./rowsAtFault.ts";

/** Part by which rounding may move adj_close / close. */
const ROUNDING = 5e-5;
/** Bars after which a ratio that left is no longer taken to have come back. */
const LONGEST = 10;
/** A dividend, as a log, so large that the open after it must show it. */
const LARGE = 0.1;

/**
 * Adjusted closes that move against the dividends. Looking back, a dividend makes earlier adjusted closes smaller, so
 * adj_close / close never falls from bar to bar; where it does, the bars before are at fault, or those alone by which
 * it left its course. A dividend of a tenth or more must show in the next open.
 */
export function* dividend(bars: OrderedBars): Generator<Finding> {
  const { tickers, offsets, row, date, open, close, adjClose } = bars;
  if (adjClose === close) return;
  for (const [t, ticker] of tickers.entries()) {
    const [from, to] = [offsets[t]!, offsets[t + 1]!];
    const cents = inCents(adjClose, from, to);
    const tolerance = (i: number): number => ROUNDING + (cents ? 0.01 / Math.min(adjClose[i]!, adjClose[i - 1]!) : 0);
    const factor = (i: number): number => adjClose[i]! / close[i]!;
    const step = (i: number): number => Math.log(factor(i) / factor(i - 1));
    let start = from;
    for (let i = nextMove(bars, from + 1, to); i < to; i = nextMove(bars, i + 1, to)) {
      const moved = step(i);
      if (Math.abs(moved) <= tolerance(i) || knownSplit(bars, i)) continue;
      const back = returnOf(factor, step, tolerance, i, to, moved);
      const night = Math.log(open[i]! / close[i - 1]!);
      const unseen = moved > LARGE && Math.abs(night) < moved / 3;
      if (back > i && (moved < 0 || unseen || step(back) < -tolerance(back))) {
        for (let k = i; k < back; k++) {
          const detail = `adj_close / close is ${told(factor(k))} between ${told(factor(i - 1))} and ${told(factor(back))}`;
          yield finding("dividend", ticker, date[k]!, detail, [row[k]!]);
        }
        i = back;
        continue;
      }
      if (moved > 0 && !unseen) continue;
      const rows = rowsAtFault(row, start, i, to);
      start = i;
      const words = moved < 0 ? "falls" : "rises while the price does not fall";
      yield finding(
        "dividend",
        ticker,
        date[i]!,
        `adj_close / close ${words}: ${told(factor(i - 1))}, then ${told(factor(i))}`,
        rows,
      );
    }
  }
}

/** The first bar from `i` on at which adj_close / close may have moved by more than rounding; `to` if there is none. */
function nextMove({ close, adjClose }: OrderedBars, i: number, to: number): number {
  for (let k = i; k < to; k++) {
    const now = adjClose[k]! * close[k - 1]!;
    const before = adjClose[k - 1]! * close[k]!;
    if (!(Math.abs(now - before) < (ROUNDING / 2) * before)) return k;
  }
  return to;
}

/** The bar at which the factor that left its course at `i` is back where it was; `i` itself if it stays away. */
function returnOf(
  factor: (i: number) => number,
  step: (i: number) => number,
  tolerance: (i: number) => number,
  i: number,
  to: number,
  moved: number,
): number {
  for (let k = i + 1; k < Math.min(to, i + LONGEST + 1); k++) {
    if (Math.sign(step(k)) === Math.sign(moved) || Math.abs(step(k)) <= tolerance(k)) continue;
    if (Math.abs(Math.log(factor(k) / factor(i - 1))) <= tolerance(k)) return k;
  }
  return i;
}

/** True if adjusted closes are rounded to cents, which makes their ratio to the close unsteady. */
function inCents(adjClose: Float64Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const hundred = 100 * adjClose[i]!;
    if (Math.abs(hundred - Math.round(hundred)) > 1e-5 * Math.max(1, hundred / 10)) return false;
  }
  return true;
}
