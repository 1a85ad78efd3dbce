import type { AdjustedBars } from "../../market/index.ts";
import { change, difference, distance, exceeds, product, quotient } from "../kernels/elementwise.ts";
import { rollingMax, rollingMean, rollingMin, rollingStd, rollingSum } from "../kernels/rolling.ts";
import { stochastic } from "../kernels/talib.ts";
import type { Workspace } from "../workspace.ts";

/** The 23 advanced features. Needs the technical ones. */
export function advanced(bars: AdjustedBars, { features: f, temporary: { a, b, c } }: Workspace): void {
  const { length, high, low, close, volume } = bars;
  rollingMean(volume, 0, 10, length, f.volume_ma_10);
  rollingMean(volume, 0, 50, length, f.volume_ma_50);
  quotient(volume, f.volume_ma_10, 1e-8, length, f.volume_ratio_10);
  change(volume, 5, length, f.volume_momentum_5);
  change(volume, 10, length, f.volume_momentum_10);
  quotient(f.volume_ma_10, f.volume_ma_50, 1e-8, length, f.volume_trend);
  exceeds(volume, 2, f.vol_sma_20, length, f.volume_spike);

  product(f.returns_1, f.returns_1, length, a);
  for (const [n, out] of [
    [10, f.volatility_10],
    [20, f.volatility_20],
    [50, f.volatility_50],
  ] as const) {
    rollingSum(f.returns_1, 1, n, length, b);
    rollingSum(a, 1, n, length, c);
    rollingStd(f.returns_1, b, c, 1, n, length, out);
  }
  quotient(f.volatility_10, f.volatility_50, 1e-8, length, f.volatility_ratio);
  quotient(f.atr_14, close, 1e-8, length, f.atr_ratio);
  bollingerWidth(close, f.sma_20, length, { a, b, c }, f.bb_width);

  rollingMax(high, 14, length, a);
  rollingMin(low, 14, length, b);
  stochastic(close, a, b, 14, length, c, f.stochastic_k, f.stochastic_d);
  rateOfChange(close, 10, length, f.roc_10);
  rateOfChange(close, 20, length, f.roc_20);
  rollingMean(close, 0, 10, length, f.ma_10);
  rollingMean(close, 0, 50, length, f.ma_50);
  rollingMean(close, 0, 200, length, f.ma_200);
  difference(f.ema_5, f.ma_10, length, f.ma_conv_short);
  distance(close, f.sma_20, 1e-8, length, f.price_vs_ma20);
  distance(close, f.ma_50, 1e-8, length, f.price_vs_ma50);
}

/** Two population standard deviations to either side of the mean of 20, over that mean. */
function bollingerWidth(
  close: Float64Array,
  mean: Float64Array,
  length: number,
  { a, b, c }: Pick<Workspace["temporary"], "a" | "b" | "c">,
  out: Float64Array,
): void {
  product(close, close, length, a);
  rollingSum(a, 0, 20, length, b);
  rollingSum(close, 0, 20, length, c);
  rollingStd(close, c, b, 0, 20, length, out);
  const population = Math.sqrt(19 / 20);
  for (let i = 0; i < length; i++) out[i] = (4 * population * out[i]!) / (mean[i]! + 1e-8);
}

function rateOfChange(x: Float64Array, n: number, length: number, out: Float64Array): void {
  change(x, n, length, out);
  for (let i = n; i < length; i++) out[i] = 100 * out[i]!;
}
