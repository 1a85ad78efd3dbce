"""The label search as a loop around scikit-learn: labels vectorised in numpy, a forest a fold on all cores."""

import json
import sys
import time
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from sklearn.ensemble import RandomForestClassifier

folder = Path(sys.argv[1])
task = json.loads((folder / "task.json").read_text())
inputs = np.fromfile(folder / "inputs.f32", dtype=np.float32).reshape(len(task["names"]), task["stride"])
inputs = np.ascontiguousarray(inputs[:, : task["rows"]].T)
bars = {name: np.fromfile(folder / f"{name}.f64") for name in ("open", "high", "low", "close")}
folds = [tuple(np.asarray(fold[side]) for side in ("train", "test")) for fold in task["folds"]]


def label_ticker(rows, method, profit, stop, horizon):
    """Label of each bar, entered at the next open; -1 where the window is not whole."""
    label = np.full(rows.stop - rows.start, -1, dtype=np.int8)
    windows = {name: sliding_window_view(bars[name][rows][1:], horizon) for name in bars}
    entry = windows["open"][:, :1]
    if method == "simple":
        buy = (windows["close"] >= entry * (1 + profit)).any(axis=1)
    else:
        above = windows["high"] >= entry * (1 + profit)
        below = windows["low"] <= entry * (1 - stop)
        up = np.where(above.any(axis=1), above.argmax(axis=1), horizon)
        down = np.where(below.any(axis=1), below.argmax(axis=1), horizon)
        buy = (up < down) & (up < horizon)
    label[: len(buy)] = buy
    return label


def run():
    """All trials over all folds."""
    started = time.perf_counter()
    for trial in task["trials"]:
        label = np.concatenate([label_ticker(slice(*pair), **trial) for pair in task["tickers"]])
        score = np.zeros(task["rows"])
        for train, test in folds:
            known = train[label[train] >= 0]
            if len(np.unique(label[known])) < 2:
                continue
            forest = RandomForestClassifier(
                task["trees"], max_depth=task["maxDepth"], class_weight="balanced", random_state=1, n_jobs=-1
            )
            forest.fit(inputs[known], label[known])
            score[test] = forest.predict_proba(inputs[test])[:, 1]
    return time.perf_counter() - started


print(json.dumps({"rows": task["rows"]}), flush=True)
for _ in sys.stdin:
    print(json.dumps({"seconds": run()}), flush=True)
