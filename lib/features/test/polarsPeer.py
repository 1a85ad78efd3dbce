"""The 71 features with polars and TA-Lib, for `trident bench features`.

Windows are polars expressions over the ticker, what is recursive is TA-Lib's, ticker by ticker. usage: polarsPeer.py
BARS.parquet, with ticker, date, open, high, low, close and volume, sorted; see lib/runtime/peer.ts for the rest.
"""

import json
import sys
from time import perf_counter

import numpy as np
import polars as pl
import talib

CLOSE, HIGH, LOW, OPEN, VOLUME = (
    pl.col(name) for name in ("close", "high", "low", "open", "volume")
)
DAY = CLOSE.pct_change()
RANGE = HIGH - LOW
BODY = CLOSE - OPEN


def recursive(close, high, low, volume):
    macd, signal, histogram = talib.MACD(close, 5, 13, 9)
    slow_k, slow_d = talib.STOCH(high, low, close, 14, 3, 0, 3, 0)
    upper, middle, lower = talib.BBANDS(close, 20)
    return {
        "rsi_9": talib.RSI(close, 9),
        "rsi_14": talib.RSI(close, 14),
        "macd": macd,
        "macd_signal": signal,
        "macd_hist": histogram,
        "atr_14": talib.ATR(high, low, close, 14),
        "adx": talib.ADX(high, low, close, 14),
        **{f"ema_{n}": talib.EMA(close, n) for n in (5, 8, 13, 21, 55)},
        "obv": talib.OBV(close, volume),
        "stochastic_k": slow_k,
        "stochastic_d": slow_d,
        "trend_slope_20": talib.LINEARREG_SLOPE(close, 20),
        "upper": upper,
        "sma_20": middle,
        "lower": lower,
    }


def parts():
    """What windows are taken of: made once, outside of them."""
    flow = pl.when(RANGE > 0).then((2 * CLOSE - HIGH - LOW) / RANGE).otherwise(0.0)
    body = pl.when(BODY != 0).then(BODY.abs()).otherwise(1e-6 * CLOSE)
    return {
        "order_flow_clv": flow,
        "flow_volume": flow * VOLUME,
        "activity": VOLUME / body,
        "dollars": CLOSE * VOLUME,
        "above": (CLOSE > pl.col("sma_20")).cast(pl.Float64),
    }


def windows():
    c = pl.col
    return {
        "returns_1": CLOSE.pct_change(),
        "returns_5": CLOSE.pct_change(5),
        "ret_21d": CLOSE.pct_change(21),
        "change_10": CLOSE.pct_change(10),
        "change_20": CLOSE.pct_change(20),
        **{f"ma_{n}": CLOSE.rolling_mean(n) for n in (10, 50, 200)},
        "vol_sma_20": VOLUME.rolling_mean(20),
        "volume_ma_10": VOLUME.rolling_mean(10),
        "volume_ma_50": VOLUME.rolling_mean(50),
        "volume_momentum_5": VOLUME.pct_change(5),
        "volume_momentum_10": VOLUME.pct_change(10),
        **{f"volatility_{n}": CLOSE.pct_change().rolling_std(n) for n in (10, 20, 50)},
        "kurtosis_20": CLOSE.pct_change().rolling_kurtosis(20),
        "auto_corr_5": pl.rolling_corr(DAY, DAY.shift(5), window_size=15),
        "flow_std": c("flow_volume").rolling_std(20, min_samples=5),
        "activity_median": c("activity").rolling_median(20, min_samples=5),
        "close_std_5": CLOSE.rolling_std(5),
        "close_std_20": CLOSE.rolling_std(20),
        "mom_accel": CLOSE.pct_change(5).diff(3),
        "net": CLOSE.diff(10).abs(),
        "way": CLOSE.diff().abs().rolling_sum(10),
        "before": CLOSE.shift(),
        "dollars_5": c("dollars").rolling_sum(5),
        "volume_5": VOLUME.rolling_sum(5),
        "high_252": HIGH.rolling_max(252, min_samples=50),
        "low_252": LOW.rolling_min(252, min_samples=50),
        "trend_consistency": c("above").rolling_mean(20),
    }


def of_a_bar():
    c = pl.col
    relative = VOLUME / (c("volume_ma_50") + 1e-9)
    gap_up = OPEN > c("before")
    unit = RANGE + 1e-9
    return {
        "ema_diff_5_13": c("ema_5") - c("ema_13"),
        "vol_ratio": VOLUME / (c("vol_sma_20") + 1e-9),
        "volume_ratio_10": VOLUME / (c("volume_ma_10") + 1e-8),
        "volume_trend": c("volume_ma_10") / (c("volume_ma_50") + 1e-8),
        "volume_spike": (VOLUME > 2 * c("vol_sma_20")).cast(pl.Float64),
        "volatility_ratio": c("volatility_10") / (c("volatility_50") + 1e-8),
        "atr_ratio": c("atr_14") / (CLOSE + 1e-8),
        "bb_width": (c("upper") - c("lower")) / (c("sma_20") + 1e-8),
        "ma_conv_short": c("ema_5") - c("ma_10"),
        "ma_conv_long": c("ma_50") - c("ma_200"),
        "price_vs_ma20": (CLOSE - c("sma_20")) / (c("sma_20") + 1e-8),
        "price_vs_ma50": (CLOSE - c("ma_50")) / (c("ma_50") + 1e-8),
        "ribbon_alignment": (c("ema_8") - c("ema_21")).sign()
        * (c("ema_21") - c("ema_55")).sign(),
        "macd_rising": (c("macd_hist") > 0).cast(pl.Float64),
        "spread_proxy": (RANGE / CLOSE).clip(upper_bound=0.2),
        "liquidity_impact": 1e9 * c("returns_1").abs() / c("dollars"),
        "smart_money_score": BODY / unit,
        "wick_ratio": (HIGH - CLOSE) / unit,
        "price_efficiency": BODY.abs() / unit,
        "rel_volume_50": relative,
        "is_volume_explosion": (relative > 5).cast(pl.Float64),
        "gap_quality": pl.when(gap_up & (BODY > 0))
        .then(1.0)
        .when(gap_up & (BODY < 0))
        .then(-1.0)
        .otherwise(0.0),
        "roc_10": 100 * c("change_10"),
        "roc_20": 100 * c("change_20"),
        "vw_clv": c("flow_volume") / c("flow_std"),
        "institutional_activity": c("activity") / c("activity_median"),
        "vol_accel": c("close_std_5") / (c("close_std_20") + 1e-9),
        "fractal_efficiency": c("net") / (c("way") + 1e-9),
        "dist_from_max_pain": CLOSE * (c("volume_5") + 1e-9) / c("dollars_5") - 1,
        "squeeze_potential": (CLOSE - c("low_252"))
        / (c("high_252") - c("low_252") + 1e-9)
        * c("volatility_20"),
    }


def compute(bars):
    ends = bars.group_by("ticker", maintain_order=True).len()["len"].cum_sum()
    names = ("close", "high", "low", "volume")
    columns = [bars[name].to_numpy() for name in names]
    found = {}
    start = 0
    for end in ends:
        for name, values in recursive(*(x[start:end] for x in columns)).items():
            if name not in found:
                found[name] = np.empty(len(bars))
            found[name][start:end] = values
        start = end
    return (
        bars.with_columns(**{name: pl.Series(x) for name, x in found.items()})
        .with_columns(**parts())
        .with_columns(**{name: x.over("ticker") for name, x in windows().items()})
        .with_columns(**of_a_bar())
    )


bars = (
    pl.read_parquet(sys.argv[1])
    .with_columns(pl.col("ticker").cast(pl.Categorical))
    .rechunk()
)
print(json.dumps({"rows": len(bars), "threads": pl.thread_pool_size()}), flush=True)
for _ in sys.stdin:
    started = perf_counter()
    result = compute(bars)
    seconds = perf_counter() - started
    print(json.dumps({"seconds": seconds}), flush=True)
