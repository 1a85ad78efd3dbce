"""From our bars to judged predictions: `python pipeline.py FOLDER`, with the files that the four commands below write.

trident features PANEL --out FOLDER/features.parquet
trident labels PANEL --method triple_barrier --profit 0.05 --stop 0.08 --horizon 10 --out FOLDER/labels.parquet
trident folds PANEL --labels FOLDER/labels.parquet --out FOLDER/folds.parquet
trident judge FOLDER/predictions.parquet --market PANEL --folds FOLDER/folds.parquet --labels FOLDER/labels.parquet
"""

import sys
from pathlib import Path

import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier

folder = Path(sys.argv[1])
features = pd.read_parquet(folder / "features.parquet")
labels = pd.read_parquet(folder / "labels.parquet").dropna(subset=["label"])
folds = pd.read_parquet(folder / "folds.parquet")
inputs = ["returns_1", "returns_5", "rsi_14", "atr_ratio", "volatility_20"]
rows = labels.merge(features, on=["ticker", "date"])
predictions: list[pd.DataFrame] = []
for fold, sides in folds.groupby("fold"):
    data = rows.merge(sides, on=["ticker", "date"])
    train, test = data[data.side == "train"], data[data.side == "test"]
    model = HistGradientBoostingClassifier(max_iter=50, random_state=0).fit(train[inputs], train.label == 1)
    score = model.predict_proba(test[inputs])[:, 1]
    predictions.append(test[["ticker", "date"]].assign(score=score, fold=str(fold)))
pd.concat(predictions).to_parquet(folder / "predictions.parquet", index=False)
