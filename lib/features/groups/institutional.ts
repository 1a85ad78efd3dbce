import type { PairedBars, Scratch } from "../scratch.ts";

/** The 15 institutional features. Needs all the others. */
export function institutional(bars: PairedBars, scratch: Scratch): void {
  const { kernels: k, features: f } = scratch;
  shape(bars, scratch);
  spreads(bars, scratch);
  paths(bars, scratch);
  k.quotient(bars.volume, f.volume_ma_50, 1e-9, bars.length, f.rel_volume_50);
  k.above(f.rel_volume_50, 5, bars.length, f.is_volume_explosion);
}

/** Features of one bar and the one before. */
function shape(bars: PairedBars, { kernels: k, features: f }: Scratch): void {
  const { length, open, high, low, close, dollarVolume } = bars;
  k.shapeOfBars(open, high, low, close, length, f.smart_money_score, f.wick_ratio, f.price_efficiency, f.gap_quality);
  k.impact(f.returns_1, dollarVolume, length, f.liquidity_impact);
}

/** Features of spreads and extremes. */
function spreads(bars: PairedBars, { kernels: k, features: f, closeStd20, temporary: { a, b } }: Scratch): void {
  const { length, high, low, close } = bars;
  k.rollingStd(close, 0, 5, 5, length, a);
  k.quotient(a, closeStd20, 1e-9, length, f.vol_accel);
  k.rollingAutocorrelation(f.returns_1, 5, 1, 20, length, a, b, f.auto_corr_5);
  k.rollingKurtosis(f.returns_1, 1, 20, length, f.kurtosis_20);
  k.rollingMax(high, 252, 50, length, a);
  k.rollingMin(low, 252, 50, length, b);
  k.placeTimes(close, b, a, f.volatility_20, length, f.squeeze_potential);
}

/** Features of the way that the price took. */
function paths(bars: PairedBars, { kernels: k, features: f, temporary: { a, b, c } }: Scratch): void {
  const { length, close, volume } = bars;
  k.step(f.returns_5, 3, 8, length, f.mom_accel);

  k.move(close, length, a);
  k.rollingSum(a, 1, 10, length, b);
  k.straightness(close, 10, b, length, f.fractal_efficiency);

  k.exceeds(close, 1, f.sma_20, length, a);
  k.rollingMean(a, 19, 20, length, f.trend_consistency);

  k.product(close, volume, length, a);
  k.rollingSum(a, 0, 5, length, b);
  k.rollingSum(volume, 0, 5, length, c);
  k.quotient(b, c, 1e-9, length, a);
  k.distance(close, a, 1e-9, length, f.dist_from_max_pain);
}
