"""Saves models of kinds that are not read, and kinds that are though this project does not train them, to a folder."""

import sys
import warnings

import catboost as cb
import lightgbm as lgb
import numpy as np
import xgboost as xgb

warnings.simplefilter("ignore")
folder = sys.argv[1]
draw = np.random.default_rng(0)
x = draw.normal(size=(400, 3)).astype(np.float32)
x[:, 2] = draw.integers(0, 4, 400)
y = (x[:, 0] + (x[:, 2] == 1) > 0.3).astype(int)


def save_xgboost(name: str, **params: object) -> None:
    """UBJ; the last column is a category."""
    data = xgb.DMatrix(x, label=y, feature_types=["q", "q", "c"], enable_categorical=True)
    xgb.train({"objective": "binary:logistic", "verbosity": 0, "nthread": 1} | params, data, 3).save_model(
        f"{folder}/{name}.ubj"
    )


def save_lightgbm(name: str, categorical: list[int], **params: object) -> None:
    """Text."""
    options = {"objective": "binary", "verbosity": -1, "num_threads": 1, "min_data_in_leaf": 5} | params
    data = lgb.Dataset(x, label=y, categorical_feature=categorical, params=options)
    lgb.train(options, data, 3).save_model(f"{folder}/{name}.txt")


def save_catboost(name: str, **params: object) -> None:
    """JSON."""
    options = {"iterations": 3, "logging_level": "Silent", "allow_writing_files": False, "loss_function": "Logloss"}
    cb.CatBoost(options | params).fit(x, y).save_model(f"{folder}/{name}.json", format="json")


save_xgboost("categories")
save_xgboost("dart", booster="dart", rate_drop=0.5)
save_xgboost("regression", objective="reg:squarederror")
save_lightgbm("categories", [2], min_data_per_group=1, cat_smooth=0, max_cat_to_onehot=1)
save_lightgbm("linear", [], linear_tree=True)
save_lightgbm("zero", [], zero_as_missing=True)
save_lightgbm("averaged", [], boosting="rf", bagging_freq=1, bagging_fraction=0.5)
save_lightgbm("regression", [], objective="regression")
save_catboost("asymmetric", grow_policy="Depthwise")
save_catboost("regression", loss_function="RMSE")
