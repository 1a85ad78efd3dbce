"""The roadmap's protocol as its author ran it: pandas, TA-Lib and scikit-learn from bars to accuracy.

usage: peer.py FEATURES.py BARS.parquet, where BARS holds each ticker's last year; prints JSON:
{strategy: {"own": accuracy on scikit-learn's own split, "rows": rows after HOLD was dropped}}
"""
import importlib.util
import json
import sys

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

spec = importlib.util.spec_from_file_location("features", sys.argv[1])
reference = importlib.util.module_from_spec(spec)
spec.loader.exec_module(reference)

matrices, closes = [], []
for _, bars in pd.read_parquet(sys.argv[2]).groupby("ticker", sort=True):
    adjusted = reference.adjust(bars.sort_values("date").reset_index(drop=True))
    x = reference.engineer(adjusted).bfill().ffill()
    matrices.append(x.fillna(x.median()).fillna(0))
    closes.append(adjusted["close"])
x = pd.concat(matrices, ignore_index=True).to_numpy("float32")
close = pd.concat(closes, ignore_index=True).to_numpy()


def labels(method, profit, stop, horizon):
    y = np.zeros(len(close), dtype=int)
    for i in range(len(close) - horizon):
        returns = close[i + 1 : i + horizon + 1] / close[i] - 1
        up, down = np.flatnonzero(returns >= profit), np.flatnonzero(returns <= -stop)
        if method == "simple":
            y[i] = 1 if len(up) else -1 if len(down) else 0
        elif len(up) and (not len(down) or up[0] < down[0]):
            y[i] = 1
        elif len(down):
            y[i] = -1
        else:
            y[i] = 1 if returns[-1] > 0 else 0
    return y


answer = {}
for name, arguments in {
    "aggressive": ("simple", 0.10, 0.05, 3),
    "simple": ("simple", 0.05, 0.08, 7),
    "conservative": ("simple", 0.03, 0.10, 14),
    "triple_barrier": ("triple_barrier", 0.05, 0.08, 24),
}.items():
    y = labels(*arguments)
    kept = y != 0
    train_x, test_x, train_y, test_y = train_test_split(x[kept], y[kept], test_size=0.3, random_state=42, stratify=y[kept])
    forest = RandomForestClassifier(100, max_depth=10, class_weight="balanced", random_state=42, n_jobs=2)
    answer[name] = {"own": forest.fit(train_x, train_y).score(test_x, test_y), "rows": int(kept.sum())}
print(json.dumps(answer))
