"""Contributions of a saved XGBoost model on two devices: the seconds of each, and the largest difference of a value."""

import json
import sys
import time

import numpy as np
import xgboost as xgb

path, rows, devices = sys.argv[1], int(sys.argv[2]), sys.argv[3:5]
booster = xgb.Booster(model_file=path)
x = np.random.default_rng(1).random((rows, booster.num_features()), np.float32) - np.float32(0.5)
found, seconds = [], []
for device in devices:
    booster.set_param({"device": device})
    # The first call on a device also makes it ready.
    booster.predict(xgb.DMatrix(x[:100]), pred_contribs=True, validate_features=False)
    matrix = xgb.DMatrix(x)
    start = time.perf_counter()
    found.append(booster.predict(matrix, pred_contribs=True, validate_features=False))
    seconds.append(time.perf_counter() - start)
difference = float(np.abs(found[0] - found[1]).max())
print(json.dumps({"rows": rows, "seconds": seconds, "difference": difference}), flush=True)
