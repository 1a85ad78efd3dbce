import type { AdjustedBars } from "../../market/index.ts";
import { product } from "../kernels/elementwise.ts";
import { rollingMedian, rollingStd } from "../kernels/rolling.ts";
import type { Scratch } from "../scratch.ts";

/** The 4 microstructure features. */
export function microstructure(bars: AdjustedBars, { features: f, temporary: { a, b } }: Scratch): void {
  const { length, open, high, low, close, volume } = bars;
  for (let i = 0; i < length; i++) {
    const range = high[i]! - low[i]!;
    const spread = range / close[i]!;
    f.spread_proxy[i] = Math.min(spread, 0.2);
    const place = range !== 0 ? (close[i]! - low[i]! - (high[i]! - close[i]!)) / range : 0;
    f.order_flow_clv[i] = place > 1 ? 1 : Math.max(place, -1);
    const body = Math.abs(close[i]! - open[i]!);
    // A doji counts as a body of a millionth of the price; adjusting leaves a difference in its last bit.
    a[i] = volume[i]! / (body > 1e-9 * close[i]! ? body : 1e-6 * close[i]!);
  }
  rollingMedian(a, 20, length, b, 5);
  for (let i = 0; i < length; i++) f.institutional_activity[i] = a[i]! / b[i]!;

  product(f.order_flow_clv, volume, length, a);
  rollingStd(a, 0, 20, length, b, 5);
  for (let i = 0; i < length; i++) f.vw_clv[i] = a[i]! / b[i]!;
}
