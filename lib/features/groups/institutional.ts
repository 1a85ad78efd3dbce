import type { AdjustedBars } from "../../market/index.ts";
import { distance, exceeds, product, quotient } from "../kernels/elementwise.ts";
import { rollingAutocorrelation, rollingKurtosis } from "../kernels/moments.ts";
import { rollingMax, rollingMean, rollingMin, rollingStd, rollingSum } from "../kernels/rolling.ts";
import type { Scratch } from "../scratch.ts";

/** The 15 institutional features. Needs all the others. */
export function institutional(bars: AdjustedBars, scratch: Scratch): void {
  const { features: f } = scratch;
  shape(bars, scratch);
  spreads(bars, scratch);
  paths(bars, scratch);
  quotient(bars.volume, f.volume_ma_50, 1e-9, bars.length, f.rel_volume_50);
  for (let i = 0; i < bars.length; i++) {
    const relative = f.rel_volume_50[i]!;
    f.is_volume_explosion[i] = Number.isNaN(relative) ? Number.NaN : relative > 5 ? 1 : 0;
  }
}

/** Features of one bar and the one before. */
function shape({ length, open, high, low, close, dollarVolume }: AdjustedBars, { features: f }: Scratch): void {
  const up = 1 + 1e-9;
  const down = 1 - 1e-9;
  for (let i = 0; i < length; i++) {
    const range = high[i]! - low[i]! + 1e-9;
    const body = close[i]! - open[i]!;
    f.smart_money_score[i] = body / range;
    f.wick_ratio[i] = (high[i]! - close[i]!) / range;
    f.price_efficiency[i] = Math.abs(body) / range;
    const dollars = dollarVolume[i]!;
    f.liquidity_impact[i] = dollars > 0 ? (Math.abs(f.returns_1[i]!) / dollars) * 1e9 : Number.NaN;
    const way = Number(close[i]! > open[i]! * up) - Number(close[i]! < open[i]! * down);
    f.gap_quality[i] = i === 0 ? Number.NaN : Number(open[i]! > close[i - 1]! * up) * way;
  }
}

/** Features of spreads and extremes. */
function spreads(bars: AdjustedBars, { features: f, closeStd20, temporary }: Scratch): void {
  const { length, high, low, close } = bars;
  const { a, b } = temporary;
  rollingStd(close, 0, 5, length, a);
  quotient(a, closeStd20, 1e-9, length, f.vol_accel);
  rollingAutocorrelation(f.returns_1, 5, 1, 20, length, temporary, f.auto_corr_5);
  rollingKurtosis(f.returns_1, 1, 20, length, f.kurtosis_20);
  rollingMax(high, 252, length, a, 50);
  rollingMin(low, 252, length, b, 50);
  for (let i = 0; i < length; i++) {
    f.squeeze_potential[i] = ((close[i]! - b[i]!) / (a[i]! - b[i]! + 1e-9)) * f.volatility_20[i]!;
  }
}

/** Features of the way that the price took. */
function paths({ length, close, volume }: AdjustedBars, { features: f, temporary: { a, b, c } }: Scratch): void {
  f.mom_accel.fill(Number.NaN, 0, Math.min(8, length));
  for (let i = 8; i < length; i++) f.mom_accel[i] = f.returns_5[i]! - f.returns_5[i - 3]!;

  for (let i = 1; i < length; i++) a[i] = Math.abs(close[i]! - close[i - 1]!);
  rollingSum(a, 1, 10, length, b);
  f.fractal_efficiency.fill(Number.NaN, 0, Math.min(10, length));
  for (let i = 10; i < length; i++) f.fractal_efficiency[i] = Math.abs(close[i]! - close[i - 10]!) / (b[i]! + 1e-9);

  exceeds(close, 1, f.sma_20, length, a);
  rollingMean(a, 19, 20, length, f.trend_consistency);

  product(close, volume, length, a);
  rollingSum(a, 0, 5, length, b);
  rollingSum(volume, 0, 5, length, c);
  quotient(b, c, 1e-9, length, a);
  distance(close, a, 1e-9, length, f.dist_from_max_pain);
}
