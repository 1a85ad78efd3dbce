import type { AdjustedBars } from "../../market/index.ts";
import { change, difference } from "../kernels/elementwise.ts";
import { ema, slope } from "../kernels/talib.ts";
import type { Scratch } from "../scratch.ts";

/** The 8 trend features. Needs the technical and advanced ones. */
export function trend({ length, close }: AdjustedBars, { features: f }: Scratch): void {
  ema(close, 0, 8, length, f.ema_8);
  ema(close, 0, 21, length, f.ema_21);
  ema(close, 0, 55, length, f.ema_55);
  for (let i = 0; i < length; i++) {
    f.ribbon_alignment[i] = Math.sign(f.ema_8[i]! - f.ema_21[i]!) * Math.sign(f.ema_21[i]! - f.ema_55[i]!);
  }
  change(close, 21, length, f.ret_21d);
  for (let i = 0; i < length; i++) {
    const histogram = f.macd_hist[i]!;
    f.macd_rising[i] = Number.isNaN(histogram) ? Number.NaN : Number(histogram > 0);
  }
  difference(f.ma_50, f.ma_200, length, f.ma_conv_long);
  slope(close, 20, length, f.trend_slope_20);
}
