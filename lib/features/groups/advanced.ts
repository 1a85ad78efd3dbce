import type { PairedBars, Scratch } from "../scratch.ts";

/** From the sample's standard deviation of 20 values to the population's, which Bollinger's bands take. */
const POPULATION = Math.sqrt(19 / 20);

/** The 23 advanced features. Needs the technical ones. */
export function advanced(bars: PairedBars, scratch: Scratch): void {
  const { kernels: k, features: f, closeStd20, temporary } = scratch;
  const { a, b, c } = temporary;
  const { length, high, low, close, volume } = bars;
  k.rollingMean(volume, 0, 10, length, f.volume_ma_10);
  k.rollingMean(volume, 0, 50, length, f.volume_ma_50);
  k.quotient(volume, f.volume_ma_10, 1e-8, length, f.volume_ratio_10);
  k.change(volume, 5, 1, length, f.volume_momentum_5);
  k.change(volume, 10, 1, length, f.volume_momentum_10);
  k.quotient(f.volume_ma_10, f.volume_ma_50, 1e-8, length, f.volume_trend);
  k.exceeds(volume, 2, f.vol_sma_20, length, f.volume_spike);

  k.rollingStd(f.returns_1, 1, 10, 10, length, f.volatility_10);
  k.rollingStd(f.returns_1, 1, 20, 20, length, f.volatility_20);
  k.rollingStd(f.returns_1, 1, 50, 50, length, f.volatility_50);
  k.quotient(f.volatility_10, f.volatility_50, 1e-8, length, f.volatility_ratio);
  k.quotient(f.atr_14, close, 1e-8, length, f.atr_ratio);
  k.rollingStd(close, 0, 20, 20, length, closeStd20);
  k.bandWidth(closeStd20, 4 * POPULATION, f.sma_20, length, f.bb_width);

  k.rollingMax(high, 14, 14, length, a);
  k.rollingMin(low, 14, 14, length, b);
  k.stochastic(close, a, b, 14, length, c, f.stochastic_k, f.stochastic_d);
  k.change(close, 10, 100, length, f.roc_10);
  k.change(close, 20, 100, length, f.roc_20);
  k.rollingMean(close, 0, 10, length, f.ma_10);
  k.rollingMean(close, 0, 50, length, f.ma_50);
  k.rollingMean(close, 0, 200, length, f.ma_200);
  k.difference(f.ema_5, f.ma_10, length, f.ma_conv_short);
  k.distance(close, f.sma_20, 1e-8, length, f.price_vs_ma20);
  k.distance(close, f.ma_50, 1e-8, length, f.price_vs_ma50);
}
