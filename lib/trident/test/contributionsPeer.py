"""Each engine's own contributions over rows of a matrix, as a Python user asks for them."""

import json
import sys
import time

import catboost as cb
import lightgbm as lgb
import numpy as np
import pyarrow as pa
import xgboost as xgb

engine, model, matrix, rows, out = sys.argv[1:]
with pa.memory_map(matrix) as file:
    batch = pa.ipc.open_file(file).get_batch(0)
    whole = np.column_stack([column.to_numpy() for column in batch.columns])
x = np.ascontiguousarray(whole[np.fromfile(rows, np.uint32)])

if engine == "xgboost":
    booster = xgb.Booster(params={"nthread": 1}, model_file=model)
    work = lambda: booster.predict(xgb.DMatrix(x, nthread=1), pred_contribs=True)  # noqa: E731
elif engine == "lightgbm":
    booster = lgb.Booster(model_file=model)
    work = lambda: booster.predict(x, pred_contrib=True, num_threads=1)  # noqa: E731
else:
    booster = cb.CatBoost().load_model(model, format="json")
    work = lambda: booster.get_feature_importance(cb.Pool(x), type="ShapValues", thread_count=1)  # noqa: E731

print(json.dumps({"ready": True}), flush=True)
for _line in sys.stdin:
    started = time.perf_counter()
    values = work()
    seconds = time.perf_counter() - started
    np.asarray(values, np.float64).tofile(out)
    print(json.dumps({"seconds": seconds}), flush=True)
