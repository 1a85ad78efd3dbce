import type { Panel } from "./panel.ts";

/** One ticker's bars after the adjustment, oldest first. */
export interface AdjustedBars {
  readonly ticker: string;
  /** Number of bars; arrays that are reused may be longer. */
  readonly length: number;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  /** Close times volume before the dividend adjustment, which later dividends must not change. */
  readonly dollarVolume: Float64Array;
}

/**
 * Bars of ticker number `t` with prices times adj_close / close, in float64; high and low then contain open and close
 * again. The definition is `adjust` of the reference features.
 *
 * @param from the first row of the panel that is taken, the ticker's first by default; `to` the one after the last.
 * @param reuse bars whose arrays are overwritten instead of making new ones where they are long enough.
 */
export function adjustBars(
  panel: Panel,
  t: number,
  {
    from = panel.offsets[t]!,
    to = panel.offsets[t + 1]!,
    reuse,
  }: { readonly from?: number; readonly to?: number; readonly reuse?: AdjustedBars | undefined } = {},
): AdjustedBars {
  const length = to - from;
  const into = reuse && reuse.open.length >= length ? reuse : emptyBars(length);
  const bars: AdjustedBars = { ...into, ticker: panel.tickers[t]!, length };
  for (let i = 0; i < length; i++) {
    const row = from + i;
    const factor = panel.adjClose[row]! / panel.close[row]!;
    const open = panel.open[row]! * factor;
    const high = panel.high[row]! * factor;
    const low = panel.low[row]! * factor;
    const close = panel.adjClose[row]!;
    bars.open[i] = open;
    bars.close[i] = close;
    bars.high[i] = Math.max(open, high, low, close);
    bars.low[i] = Math.min(open, high, low, close);
    bars.volume[i] = panel.volume[row]!;
    bars.dollarVolume[i] = panel.close[row]! * panel.volume[row]!;
  }
  return bars;
}

function emptyBars(length: number): Omit<AdjustedBars, "ticker"> {
  return {
    length,
    open: new Float64Array(length),
    high: new Float64Array(length),
    low: new Float64Array(length),
    close: new Float64Array(length),
    volume: new Float64Array(length),
    dollarVolume: new Float64Array(length),
  };
}
