"""Tunes as a plain Python user would: for each trial and fold rows of a data frame, a fit from them, log-loss.

The task is a JSON file: the matrix, the target of its rows, each member's folds, and the members' trials. With "stock" each library
bins in its own way: XGBoost with the weights, LightGBM without columns that no leaf can split, CatBoost in the fit.
"""

import json
import sys
import time

import catboost as cb
import lightgbm as lgb
import numpy as np
import pyarrow as pa
import xgboost as xgb

task = json.load(open(sys.argv[1], encoding="utf8"))
target = np.array(task["target"])
frame = pa.ipc.open_file(pa.memory_map(task["matrix"])).read_all().slice(0, len(target)).to_pandas()
threads, classes, stock = task["threads"], task["classes"], task.get("stock", False)
folds = {
    member: [{name: np.array(rows, dtype=np.intp) for name, rows in fold.items()} for fold in mine]
    for member, mine in task["folds"].items()
}


def with_xgboost(learn, watch, test, params, rounds, seed, weight, watch_weight):
    options = {
        "objective": "binary:logistic" if classes == 2 else "multi:softprob", "tree_method": "hist",
        "max_depth": params["maxDepth"], "learning_rate": params["learningRate"], "subsample": params["subsample"],
        "colsample_bytree": params["columnShare"], "nthread": threads, "seed": seed,
    }  # fmt: skip
    if classes > 2:
        options["num_class"] = classes
    if stock:
        data = xgb.DMatrix(frame.iloc[learn], label=target[learn], weight=weight, nthread=threads)
    else:
        data = xgb.QuantileDMatrix(frame.iloc[learn], label=target[learn], nthread=threads)
        data.set_weight(weight)
    booster = xgb.train(options, data, params["trees"])
    return booster.predict(xgb.DMatrix(frame.iloc[test], nthread=threads))


def with_lightgbm(learn, watch, test, params, rounds, seed, weight, watch_weight):
    options = {
        "objective": "binary" if classes == 2 else "multiclass", "num_leaves": params["leaves"],
        "learning_rate": params["learningRate"], "feature_fraction": params["columnShare"], "min_data_in_leaf": 20,
        "feature_fraction_seed": seed & 0x7FFF_FFFF, "deterministic": True, "force_col_wise": True,
        "num_threads": threads, "verbosity": -1,
    }  # fmt: skip
    if classes > 2:
        options["num_class"] = classes
    # A stock fit leaves out columns that no leaf of 20 rows can split, and draws its share of the others.
    shared = {"verbosity": -1, "num_threads": threads, "feature_pre_filter": stock}
    data = lgb.Dataset(frame.iloc[learn], label=target[learn], weight=weight, params=shared)
    beside = lgb.Dataset(frame.iloc[watch], label=target[watch], weight=watch_weight, reference=data, params=shared)
    stopping = lgb.early_stopping(rounds, verbose=False)
    booster = lgb.train(options, data, params["trees"], valid_sets=[beside], callbacks=[stopping])
    return booster.predict(frame.iloc[test], num_threads=threads)


def with_catboost(learn, watch, test, params, rounds, seed, weight, watch_weight):
    share = len(learn) / (classes * np.bincount(target[learn], minlength=classes))
    model = cb.CatBoost(
        {
            "loss_function": "Logloss" if classes == 2 else "MultiClass", "iterations": params["trees"],
            "depth": params["maxDepth"], "learning_rate": params["learningRate"], "l2_leaf_reg": params["lambda"],
            "random_seed": seed, "thread_count": threads, "class_weights": share.tolist(),
            "early_stopping_rounds": rounds, "use_best_model": True, "logging_level": "Silent",
            "allow_writing_files": False,
        }
    )  # fmt: skip
    data = cb.Pool(frame.iloc[learn], label=target[learn], thread_count=threads)
    if not stock:
        data.quantize()
    beside = cb.Pool(frame.iloc[watch], label=target[watch], thread_count=threads)
    model.fit(data, eval_set=beside)
    p = model.predict(frame.iloc[test], prediction_type="Probability", thread_count=threads)
    return p[:, 1] if classes == 2 else p


FITS = {"xgboost": with_xgboost, "lightgbm": with_lightgbm, "catboost": with_catboost}


def score(fit, k, fold, trial):
    """The probabilities of a fold's test rows with the classes' frequencies put back, and their mean log-loss."""
    learn, watch, test = fold["learn"], fold["watch"], fold["test"]
    counts = np.bincount(target[learn], minlength=classes)
    balance = len(learn) / (classes * counts)
    weight, beside = balance[target[learn]], balance[target[watch]]
    p = np.asarray(fit(learn, watch, test, trial["params"], task["rounds"], trial["seeds"][k], weight, beside))
    both = np.column_stack([1 - p, p]) if classes == 2 else p
    both = both.astype(np.float64) * (counts / len(learn))
    both /= both.sum(axis=1, keepdims=True)
    loss = -np.log(np.clip(both[np.arange(len(test)), target[test]], 1e-15, 1 - 1e-15)).mean()
    return both[:, 1] if classes == 2 else both.ravel(), float(loss)


def run():
    """All trials of all members over all folds."""
    return [
        [score(FITS[trial["engine"]], k, fold, trial) for k, fold in enumerate(folds[trial["member"]])]
        for trial in task["trials"]
    ]


if task.get("serve"):
    print(json.dumps({"ready": True}), flush=True)
    for _line in sys.stdin:
        started = time.perf_counter()
        losses = [[loss for _, loss in of_folds] for of_folds in run()]
        print(json.dumps({"seconds": time.perf_counter() - started, "losses": losses}), flush=True)
else:
    print(json.dumps([[{"p": list(p), "loss": loss} for p, loss in of_folds] for of_folds in run()]))
