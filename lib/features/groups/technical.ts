import type { AdjustedBars } from "../../market/index.ts";
import { change, difference, quotient } from "../kernels/elementwise.ts";
import { rollingMean } from "../kernels/rolling.ts";
import { adx, atr, ema, macd, obv, rsi } from "../kernels/talib.ts";
import type { Scratch } from "../scratch.ts";

/** The five base columns and the 16 technical features. */
export function technical(bars: AdjustedBars, { features: f, temporary }: Scratch): void {
  const { length, open, high, low, close, volume } = bars;
  f.close.set(close);
  f.high.set(high);
  f.low.set(low);
  f.open.set(open);
  f.volume.set(volume);

  rsi(close, 9, length, f.rsi_9);
  rsi(close, 14, length, f.rsi_14);
  macd(close, 5, 13, 9, length, temporary, f.macd, f.macd_signal, f.macd_hist);
  atr(high, low, close, 14, length, f.atr_14);
  adx(high, low, close, 14, length, f.adx);
  ema(close, 0, 5, length, f.ema_5);
  ema(close, 0, 13, length, f.ema_13);
  difference(f.ema_5, f.ema_13, length, f.ema_diff_5_13);
  rollingMean(close, 0, 20, length, f.sma_20);
  rollingMean(volume, 0, 20, length, f.vol_sma_20);
  quotient(volume, f.vol_sma_20, 1e-9, length, f.vol_ratio);
  change(close, 1, length, f.returns_1);
  change(close, 5, length, f.returns_5);
  obv(close, volume, length, f.obv);
}
