import type { PairedBars, Scratch } from "../scratch.ts";

/** The 16 technical features; the five base columns are the bars themselves. */
export function technical(bars: PairedBars, { kernels: k, features: f, temporary: { a, b } }: Scratch): void {
  const { length, open, high, low, close, volume } = bars;
  k.copy(close, length, f.close);
  k.copy(high, length, f.high);
  k.copy(low, length, f.low);
  k.copy(open, length, f.open);
  k.copy(volume, length, f.volume);

  k.rsi(close, 9, length, f.rsi_9);
  k.rsi(close, 14, length, f.rsi_14);
  k.macd(close, 5, 13, 9, length, a, b, f.macd, f.macd_signal, f.macd_hist);
  k.atr(high, low, close, 14, length, f.atr_14);
  k.adx(high, low, close, 14, length, f.adx);
  k.ema(close, 0, 5, length, f.ema_5);
  k.ema(close, 0, 13, length, f.ema_13);
  k.difference(f.ema_5, f.ema_13, length, f.ema_diff_5_13);
  k.rollingMean(close, 0, 20, length, f.sma_20);
  k.rollingMean(volume, 0, 20, length, f.vol_sma_20);
  k.quotient(volume, f.vol_sma_20, 1e-9, length, f.vol_ratio);
  k.change(close, 1, 1, length, f.returns_1);
  k.change(close, 5, 1, length, f.returns_5);
  k.obv(close, volume, length, f.obv);
}
