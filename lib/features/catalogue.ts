/** The six groups of the roadmap. */
export type FeatureGroup = "base" | "technical" | "advanced" | "trend" | "microstructure" | "institutional";

/** One feature: what it is, and what it needs. */
export interface Feature {
  readonly name: string;
  readonly group: FeatureGroup;
  /** For people; `x[k]` is the value k bars before, `sma`, `ema`, `std` and the like take the bars last. */
  readonly formula: string;
  /** `price`: in units of the adjusted price. `volume`: in shares. `free`: neither, the same after any split. */
  readonly scale: "free" | "price" | "volume";
  /** Bars that enter the value by definition, this one included; for a recursive mean those of its first value. */
  readonly window: number;
  /**
   * Bars, this one included, before which the past may be cut away: no value changes by more than 1e-5 of itself or
   * 1e-7 of the price. Measured for the recursive ones: the worst of 1,176 tickers from 2014 to 2021, cut at five
   * places, and about a tenth more. Infinite for a sum from the start of the data.
   */
  readonly history: number;
}

const feature = <Name extends string>(
  name: Name,
  group: FeatureGroup,
  scale: Feature["scale"],
  formula: string,
  window: number,
  history: number = window,
): Feature & { readonly name: Name } => ({ name, group, formula, scale, window, history });

/** The 71 features in the order of every matrix and file. `close` and the other prices are the adjusted ones. */
export const CATALOGUE = [
  feature("close", "base", "price", "adj_close", 1),
  feature("high", "base", "price", "max of open, high, low and close, times adj_close / close", 1),
  feature("low", "base", "price", "min of open, high, low and close, times adj_close / close", 1),
  feature("open", "base", "price", "open * adj_close / close", 1),
  feature("volume", "base", "volume", "volume", 1),

  feature("rsi_9", "technical", "free", "Wilder's RSI of close over 9", 10, 130),
  feature("rsi_14", "technical", "free", "Wilder's RSI of close over 14", 15, 210),
  feature("macd", "technical", "price", "ema(close, 5) - ema(close, 13), both first on bar 13", 21, 120),
  feature("macd_signal", "technical", "price", "ema(macd, 9)", 21, 130),
  feature("macd_hist", "technical", "price", "macd - macd_signal", 21, 130),
  feature("atr_14", "technical", "price", "Wilder's mean of the true range over 14", 15, 200),
  feature("adx", "technical", "free", "Wilder's ADX over 14", 28, 250),
  feature("ema_5", "technical", "price", "ema(close, 5), seeded by sma(close, 5)", 5, 32),
  feature("ema_13", "technical", "price", "ema(close, 13)", 13, 90),
  feature("ema_diff_5_13", "technical", "price", "ema_5 - ema_13", 13, 120),
  feature("sma_20", "technical", "price", "sma(close, 20)", 20),
  feature("vol_sma_20", "technical", "volume", "sma(volume, 20)", 20),
  feature("vol_ratio", "technical", "free", "volume / (vol_sma_20 + 1e-9)", 20),
  feature("returns_1", "technical", "free", "close / close[1] - 1", 2),
  feature("returns_5", "technical", "free", "close / close[5] - 1", 6),
  // Its level depends on where the data begins, however long ago that was.
  feature("obv", "technical", "volume", "sum from the first bar of volume * sign(close - close[1])", 1, Infinity),

  feature("volume_ma_10", "advanced", "volume", "sma(volume, 10)", 10),
  feature("volume_ma_50", "advanced", "volume", "sma(volume, 50)", 50),
  feature("volume_ratio_10", "advanced", "free", "volume / (volume_ma_10 + 1e-8)", 10),
  feature("volume_momentum_5", "advanced", "free", "volume / volume[5] - 1", 6),
  feature("volume_momentum_10", "advanced", "free", "volume / volume[10] - 1", 11),
  feature("volume_trend", "advanced", "free", "volume_ma_10 / (volume_ma_50 + 1e-8)", 50),
  feature("volume_spike", "advanced", "free", "1 if volume > 2 * vol_sma_20, else 0", 20),
  feature("volatility_10", "advanced", "free", "std(returns_1, 10)", 11),
  feature("volatility_20", "advanced", "free", "std(returns_1, 20)", 21),
  feature("volatility_50", "advanced", "free", "std(returns_1, 50)", 51),
  feature("volatility_ratio", "advanced", "free", "volatility_10 / (volatility_50 + 1e-8)", 51),
  feature("atr_ratio", "advanced", "free", "atr_14 / (close + 1e-8)", 15, 200),
  feature("bb_width", "advanced", "free", "4 * population std(close, 20) / (sma_20 + 1e-8)", 20),
  feature("stochastic_k", "advanced", "free", "sma(100 * (close - low_14) / (high_14 - low_14), 3)", 18),
  feature("stochastic_d", "advanced", "free", "sma(stochastic_k, 3)", 18),
  feature("roc_10", "advanced", "free", "100 * (close / close[10] - 1)", 11),
  feature("roc_20", "advanced", "free", "100 * (close / close[20] - 1)", 21),
  feature("ma_10", "advanced", "price", "sma(close, 10)", 10),
  feature("ma_50", "advanced", "price", "sma(close, 50)", 50),
  feature("ma_200", "advanced", "price", "sma(close, 200)", 200),
  feature("ma_conv_short", "advanced", "price", "ema_5 - ma_10", 10, 42),
  feature("price_vs_ma20", "advanced", "free", "(close - sma_20) / (sma_20 + 1e-8)", 20),
  feature("price_vs_ma50", "advanced", "free", "(close - ma_50) / (ma_50 + 1e-8)", 50),

  feature("ema_8", "trend", "price", "ema(close, 8)", 8, 55),
  feature("ema_21", "trend", "price", "ema(close, 21)", 21, 150),
  feature("ema_55", "trend", "price", "ema(close, 55)", 55, 390),
  feature("ribbon_alignment", "trend", "free", "sign(ema_8 - ema_21) * sign(ema_21 - ema_55)", 55, 390),
  feature("ret_21d", "trend", "free", "close / close[21] - 1", 22),
  feature("macd_rising", "trend", "free", "1 if macd_hist > 0, else 0", 21, 130),
  feature("ma_conv_long", "trend", "price", "ma_50 - ma_200", 200),
  feature("trend_slope_20", "trend", "price", "slope of the least-squares line through 20 closes", 20),

  feature("spread_proxy", "microstructure", "free", "min((high - low) / close, 0.2)", 1),
  feature(
    "order_flow_clv",
    "microstructure",
    "free",
    "((close - low) - (high - close)) / (high - low), 0 without range",
    1,
  ),
  feature("institutional_activity", "microstructure", "free", "a / median(a, 20), a = volume / |close - open|", 20),
  feature("vw_clv", "microstructure", "free", "x / std(x, 20), x = order_flow_clv * volume", 20),

  feature("liquidity_impact", "institutional", "free", "1e9 * |returns_1| / (raw close * volume)", 2),
  feature("vol_accel", "institutional", "free", "std(close, 5) / (std(close, 20) + 1e-9)", 20),
  feature("smart_money_score", "institutional", "free", "(close - open) / (high - low + 1e-9)", 1),
  feature("wick_ratio", "institutional", "free", "(high - close) / (high - low + 1e-9)", 1),
  feature("mom_accel", "institutional", "free", "returns_5 - returns_5[3]", 9),
  feature(
    "fractal_efficiency",
    "institutional",
    "free",
    "|close - close[10]| / (sum(|close - close[1]|, 10) + 1e-9)",
    11,
  ),
  feature("price_efficiency", "institutional", "free", "|close - open| / (high - low + 1e-9)", 1),
  feature("rel_volume_50", "institutional", "free", "volume / (volume_ma_50 + 1e-9)", 50),
  feature("is_volume_explosion", "institutional", "free", "1 if rel_volume_50 > 5, else 0", 50),
  feature("gap_quality", "institutional", "free", "after a gap up: 1 if close > open, -1 if close < open; else 0", 2),
  feature("trend_consistency", "institutional", "free", "sma(1 if close > sma_20 else 0, 20)", 39),
  feature(
    "dist_from_max_pain",
    "institutional",
    "free",
    "close / vwap - 1, vwap = sum(close * volume, 5) / sum(volume, 5)",
    5,
  ),
  feature("kurtosis_20", "institutional", "free", "unbiased excess kurtosis of returns_1 over 20", 21),
  feature(
    "auto_corr_5",
    "institutional",
    "free",
    "correlation of returns_1 and returns_1[5] over the 15 pairs in 20",
    21,
  ),
  feature(
    "squeeze_potential",
    "institutional",
    "free",
    "(close - low_252) / (high_252 - low_252 + 1e-9) * volatility_20",
    252,
  ),
] as const;

/** The name of one of the 71. */
export type FeatureName = (typeof CATALOGUE)[number]["name"];

/** The names of the 71, in catalogue order. */
export const FEATURE_NAMES: readonly FeatureName[] = CATALOGUE.map(({ name }) => name);
