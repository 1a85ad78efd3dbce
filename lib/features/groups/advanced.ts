import type { AdjustedBars } from "../../market/index.ts";
import { change, difference, distance, exceeds, quotient } from "../kernels/elementwise.ts";
import { rollingMax, rollingMean, rollingMin, rollingStd } from "../kernels/rolling.ts";
import { stochastic } from "../kernels/talib.ts";
import type { Scratch } from "../scratch.ts";

/** From the sample's standard deviation of 20 values to the population's, which Bollinger's bands take. */
const POPULATION = Math.sqrt(19 / 20);

/** The 23 advanced features. Needs the technical ones. */
export function advanced(bars: AdjustedBars, { features: f, closeStd20, temporary: { a, b, c } }: Scratch): void {
  const { length, high, low, close, volume } = bars;
  rollingMean(volume, 0, 10, length, f.volume_ma_10);
  rollingMean(volume, 0, 50, length, f.volume_ma_50);
  quotient(volume, f.volume_ma_10, 1e-8, length, f.volume_ratio_10);
  change(volume, 5, length, f.volume_momentum_5);
  change(volume, 10, length, f.volume_momentum_10);
  quotient(f.volume_ma_10, f.volume_ma_50, 1e-8, length, f.volume_trend);
  exceeds(volume, 2, f.vol_sma_20, length, f.volume_spike);

  rollingStd(f.returns_1, 1, 10, length, f.volatility_10);
  rollingStd(f.returns_1, 1, 20, length, f.volatility_20);
  rollingStd(f.returns_1, 1, 50, length, f.volatility_50);
  quotient(f.volatility_10, f.volatility_50, 1e-8, length, f.volatility_ratio);
  quotient(f.atr_14, close, 1e-8, length, f.atr_ratio);
  rollingStd(close, 0, 20, length, closeStd20);
  for (let i = 0; i < length; i++) f.bb_width[i] = (4 * POPULATION * closeStd20[i]!) / (f.sma_20[i]! + 1e-8);

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

function rateOfChange(x: Float64Array, n: number, length: number, out: Float64Array): void {
  change(x, n, length, out);
  for (let i = n; i < length; i++) out[i] = 100 * out[i]!;
}
