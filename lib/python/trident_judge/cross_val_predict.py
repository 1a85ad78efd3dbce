"""Scores of scikit-learn's cross_val_predict by shuffled folds and by ours: `python cross_val_predict.py FOLDER`.

FOLDER has features.parquet, labels.parquet and folds.parquet, as pipeline.py says. For each way of splitting it writes
`shuffled.parquet` or `purged.parquet` with the scores, and `shuffled-folds.parquet` with what the shuffled folds were.
"""

import sys
from pathlib import Path

import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.model_selection import KFold, cross_val_predict

from trident_judge.recipes import folds_of, splits_of

folder = Path(sys.argv[1])
labels = pd.read_parquet(folder / "labels.parquet").dropna(subset=["ret"])
folds = pd.read_parquet(folder / "folds.parquet")
features = pd.read_parquet(folder / "features.parquet")
tested = folds.loc[folds.side == "test", ["ticker", "date"]]
rows = labels.merge(features, on=["ticker", "date"]).merge(tested, on=["ticker", "date"])
inputs = ["returns_5", "rsi_14", "atr_ratio", "volatility_20", "close", "volume"]
shuffled = KFold(5, shuffle=True, random_state=0)
model = HistGradientBoostingRegressor(max_iter=200, max_leaf_nodes=63, random_state=0)
for name, splits in [("shuffled", list(shuffled.split(rows))), ("purged", splits_of(rows, folds))]:
    score = cross_val_predict(model, rows[inputs], rows.ret, cv=splits)
    rows[["ticker", "date"]].assign(score=score).to_parquet(folder / f"{name}.parquet", index=False)
folds_of(rows, shuffled.split(rows)).to_parquet(folder / "shuffled-folds.parquet", index=False)
