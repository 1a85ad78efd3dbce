"""The statistics of each (ticker, month) with pandas, from their definitions, as JSON."""

import json
import sys

import numpy as np
import pandas as pd

bars = pd.read_parquet(sys.argv[1])
bars["date"] = pd.to_datetime(bars["date"])
factor = bars["adj_close"] / bars["close"]
bars["adj_open"] = bars["open"] * factor
sessions = {date: k for k, date in enumerate(sorted(bars["date"].unique()))}
bars["session"] = bars["date"].map(sessions)
by = bars.groupby("ticker", sort=False)
bars["r"] = bars["adj_close"] / by["adj_close"].shift() - 1
bars["overnight"] = np.log(bars["adj_open"] / by["adj_close"].shift())
bars["intraday"] = np.log(bars["adj_close"] / bars["adj_open"])
bars["dollars"] = bars["close"] * bars["volume"]
adjacent = bars["session"] - by["session"].shift() == 1
bars["m"] = bars["date"].map(bars[adjacent].groupby("date")["r"].mean())

out = []
for ticker, own in bars.groupby("ticker"):
    for month, _ in own.groupby(own["date"].dt.to_period("M")):
        first = month.to_timestamp()
        window = own[own["date"] < first].iloc[1:].tail(252)
        row = {"ticker": ticker, "month": str(first.date()), "bars": len(window)}
        if len(window) >= 63:
            r = window["r"]
            low, high = r.quantile([0.01, 0.99])
            q25, q75 = r.quantile([0.25, 0.75])
            overnight, intraday = window["overnight"].var(), window["intraday"].var()
            row |= {
                "volatility": r.std() * np.sqrt(252),
                "dollar_volume": np.log10(window["dollars"].median()),
                "beta": r.cov(window["m"]) / window["m"].where(r.notna()).var(),
                "trend": r.mean() * 252 / (r.std() * np.sqrt(252)),
                "overnight_share": overnight / (overnight + intraday),
                "tail_ratio": (high - low) / (q75 - q25),
                "autocorrelation": r.autocorr(1),
            }
        out.append(row)
table = pd.DataFrame(out)
print(json.dumps({name: [None if pd.isna(v) else v for v in table[name].tolist()] for name in table.columns}))
