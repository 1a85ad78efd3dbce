"""The calls of the benchmark made in plain Python: bin a fold once, fit several models on it, predict the rest."""

import json
import os
import sys
import time

import catboost as cb
import lightgbm as lgb
import numpy as np
import pyarrow as pa
import xgboost as xgb

engine, path, rows_path, target_path, scored, threads, trees, fits = sys.argv[1:]
batch = pa.ipc.open_file(pa.memory_map(path)).get_batch(0)
columns = [column.to_numpy() for column in batch.columns]
rows, target = np.load(rows_path), np.load(target_path)
scored, threads, trees, fits = int(scored), int(threads), int(trees), int(fits)


def gather(chosen):
    out = np.empty((len(chosen), len(columns)), np.float32, order="F")
    for j, column in enumerate(columns):
        out[:, j] = column[chosen]
    return out


def with_xgboost():
    data = xgb.QuantileDMatrix(gather(rows), label=target, nthread=threads)
    for seed in range(fits):
        params = {
            "objective": "binary:logistic",
            "max_depth": 6,
            "learning_rate": 0.1,
            "seed": seed,
            "nthread": threads,
        }
        booster = xgb.train(params, data, trees)
        booster.inplace_predict(gather(np.arange(scored)))


def with_lightgbm():
    shared = {
        "deterministic": True,
        "force_col_wise": True,
        "verbosity": -1,
        "num_threads": threads,
    }
    data = lgb.Dataset(gather(rows), label=target, params=shared)
    for seed in range(fits):
        booster = lgb.train(
            {"objective": "binary", "bagging_seed": seed, **shared}, data, trees
        )
        booster.predict(gather(np.arange(scored)), num_threads=threads)


def with_catboost():
    data = cb.Pool(gather(rows), label=target, thread_count=threads)
    data.quantize()
    for seed in range(fits):
        model = cb.CatBoost(
            {
                "loss_function": "Logloss", "iterations": trees, "depth": 6, "learning_rate": 0.1, "random_seed": seed,
                "thread_count": threads, "allow_writing_files": False, "logging_level": "Silent",
            }
        ).fit(data)  # fmt: skip
        model.predict(
            gather(np.arange(scored)),
            prediction_type="Probability",
            thread_count=threads,
        )


run = {"xgboost": with_xgboost, "lightgbm": with_lightgbm, "catboost": with_catboost}[
    engine
]
print(json.dumps({"pid": os.getpid()}), flush=True)
for _line in sys.stdin:
    started = time.perf_counter()
    run()
    print(json.dumps({"seconds": time.perf_counter() - started}), flush=True)
