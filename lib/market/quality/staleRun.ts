import { type Finding, finding, told } from "./finding.ts";
import { DOUBT, firstLook } from "./firstLook.ts";
import type { OrderedBars } from "./orderedBars.ts";

/** Repeats of all four prices, after their first bar, that are no chance. */
const SAME_BARS = 2;
/** Repeats of the close alone that may be none, if the ticker's own share of unchanged closes makes them unlikely. */
const SAME_CLOSES = 5;
const UNLIKELY = 1e-4;

/**
 * Runs of bars that repeat the one before: in all four prices, or in the close for longer than the ticker's own share
 * of unchanged closes explains. One repeat is enough if the volume is repeated too.
 */
export function* staleRun(bars: OrderedBars): Generator<Finding> {
  const { tickers, offsets, date, row, high, low, close, volume } = bars;
  const doubts = firstLook(bars);
  for (const [t, ticker] of tickers.entries()) {
    if (!(doubts[t]! & DOUBT.repeat)) continue;
    const [from, to] = [offsets[t]!, offsets[t + 1]!];
    let unchanged = 0;
    for (let i = from + 1; i < to; i++) if (close[i] === close[i - 1]) unchanged++;
    for (let i = from + 1; i < to; i++) {
      if (close[i] !== close[i - 1]) continue;
      const closes = lastWhile(i, to, (k) => close[k] === close[k - 1]) - i;
      // The run's own repeats are no evidence of what is usual.
      const usual = (unchanged - closes + 1) / (to - from);
      const long = closes >= SAME_CLOSES && (to - from) * usual ** closes < UNLIKELY;
      for (let k = i; k < i + closes; ) {
        const end = long ? i + closes : lastWhile(k, i + closes, (m) => sameBar(bars, m));
        const twice = end - k === 1 && volume[k] === volume[k - 1] && volume[k]! > 0 && high[k]! > low[k]!;
        if (long || twice || end - k >= SAME_BARS) {
          // A bar without a range at the close before is the first of the run, not its model.
          const start = k - 1 > from && high[k - 1] === low[k - 1] && close[k - 1] === close[k - 2] ? k - 1 : k;
          for (let m = start; m < end; m++) {
            const detail = `${long ? "closes" : "repeats the bar before"} at ${told(close[m]!)}, ${end - start} in a row`;
            yield finding("stale_run", ticker, date[m]!, detail, [row[m]!]);
          }
        }
        k = Math.max(end, k + 1);
      }
      i += closes - 1;
    }
  }
}

function lastWhile(from: number, to: number, holds: (k: number) => boolean): number {
  let k = from;
  while (k < to && holds(k)) k++;
  return k;
}

function sameBar({ open, high, low, close }: OrderedBars, i: number): boolean {
  return open[i] === open[i - 1] && high[i] === high[i - 1] && low[i] === low[i - 1] && close[i] === close[i - 1];
}
