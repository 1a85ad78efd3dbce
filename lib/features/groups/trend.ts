import type { PairedBars, Scratch } from "../scratch.ts";

/** The 8 trend features. Needs the technical and advanced ones. */
export function trend({ length, close }: PairedBars, { kernels: k, features: f }: Scratch): void {
  k.ema(close, 0, 8, length, f.ema_8);
  k.ema(close, 0, 21, length, f.ema_21);
  k.ema(close, 0, 55, length, f.ema_55);
  k.alignment(f.ema_8, f.ema_21, f.ema_55, length, f.ribbon_alignment);
  k.change(close, 21, 1, length, f.ret_21d);
  k.above(f.macd_hist, 0, length, f.macd_rising);
  k.difference(f.ma_50, f.ma_200, length, f.ma_conv_long);
  k.slope(close, 20, length, f.trend_slope_20);
}
