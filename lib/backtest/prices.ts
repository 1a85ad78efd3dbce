import { type AdjustedBars, adjustBars, type Panel } from "../market/index.ts";

/** Adjusted prices of all rows of a panel, in its order: what positions gain and lose. */
export interface Prices {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** Price before the dividend adjustment over the adjusted one: what a tick is measured on. */
  readonly raw: Float64Array;
  /** Close times volume before the dividend adjustment. */
  readonly dollarVolume: Float64Array;
}

/** The prices at which a panel is traded: `adjustBars` of every ticker. */
export function pricesOf(panel: Panel): Prices {
  const column = () => new Float64Array(panel.rows);
  const prices = {
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    raw: column(),
    dollarVolume: column(),
  };
  let bars: AdjustedBars | undefined;
  for (let t = 0; t < panel.tickers.length; t++) {
    bars = adjustBars(panel, t, { reuse: bars });
    const from = panel.offsets[t]!;
    for (let i = 0; i < bars.length; i++) {
      prices.open[from + i] = bars.open[i]!;
      prices.high[from + i] = bars.high[i]!;
      prices.low[from + i] = bars.low[i]!;
      prices.close[from + i] = bars.close[i]!;
      prices.dollarVolume[from + i] = bars.dollarVolume[i]!;
    }
  }
  for (let row = 0; row < panel.rows; row++) prices.raw[row] = panel.close[row]! / panel.adjClose[row]!;
  return prices;
}
