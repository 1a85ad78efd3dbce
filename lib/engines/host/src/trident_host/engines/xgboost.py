"""XGBoost's histogram trees."""

import json
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import xgboost as xgb

from trident_host.engines.engine import Data, Device, Doubles, Floats, Part, Report, Training, tiny_data
from trident_host.errors import DeviceError, InvalidInputError
from trident_host.params import Params


class XGBoost:
    """The engine."""

    def accelerator(self) -> Device:
        """Trains two trees with device=cuda and asks where that was done."""
        if not xgb.build_info().get("USE_CUDA"):
            raise DeviceError("this build of XGBoost has no CUDA: the package xgboost has, xgboost-cpu has not")
        x, y = tiny_data()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                booster = xgb.train({"device": "cuda", "verbosity": 0}, xgb.QuantileDMatrix(x, label=y), 2)
            except xgb.core.XGBoostError as error:
                raise DeviceError(f"XGBoost cannot train with CUDA: {str(error).splitlines()[0]}") from error
        if _device(booster) != "cuda":
            raise DeviceError("XGBoost finds no CUDA device")
        return "cuda"

    def prepare(self, data: Data, threads: int, device: Device) -> "XGBoostSet":
        """Feeds a QuantileDMatrix with blocks, so that the rows are never gathered at once."""
        learn = xgb.QuantileDMatrix(Blocks(data.learn), nthread=threads)
        watch = None if data.watch is None else xgb.QuantileDMatrix(Blocks(data.watch), nthread=threads, ref=learn)
        return XGBoostSet(data, learn, watch, device)

    def load(self, path: str, classes: list[int]) -> "XGBoostModel":
        """Reads .ubj or .json."""
        try:
            return XGBoostModel(xgb.Booster(model_file=path), classes)
        except xgb.core.XGBoostError as error:
            raise InvalidInputError(f"{path} is no model of XGBoost: {str(error).splitlines()[0]}") from error


class Blocks(xgb.DataIter):
    """The rows of a part, block by block, as often as the library wants to see them."""

    def __init__(self, part: Part) -> None:
        """Starts at the first block."""
        self._part = part
        self._left = part.blocks()
        super().__init__()

    def next(self, input_data: Callable[..., object]) -> bool:
        """Hands over one block."""
        block = next(self._left, None)
        if block is None:
            return False
        x, place = block
        weight = self._part.weight
        input_data(data=x, label=self._part.target[place], weight=None if weight is None else weight[place])
        return True

    def reset(self) -> None:
        """Goes back to the first block."""
        self._left = self._part.blocks()


class XGBoostSet:
    """A binned set."""

    def __init__(
        self, data: Data, learn: xgb.QuantileDMatrix, watch: xgb.QuantileDMatrix | None, device: Device
    ) -> None:
        """`watch` is binned by the cuts of `learn`."""
        self._data, self._learn, self._watch, self._device = data, learn, watch, device

    def fit(self, training: Training, params: Params, report: Report) -> "XGBoostModel":
        """Calls xgboost.train on the binned set."""
        trees = params.integer("trees", 1, 100_000)
        balanced = params.balanced()
        rounds = params.stopping_rounds(self._watch is not None)
        classes = len(self._data.classes)
        options: dict[str, Any] = {
            "objective": "binary:logistic" if classes == 2 else "multi:softprob",
            "tree_method": "hist",
            "device": "cuda" if self._device == "cuda" else "cpu",
            "nthread": training.threads,
            "seed": training.seed,
            "verbosity": 0,
            "max_depth": params.integer("maxDepth", 0, 64),
            "learning_rate": params.number("learningRate", 0, 1),
            "subsample": params.number("subsample", 0, 1),
            "colsample_bytree": params.number("columnShare", 0, 1),
            "min_child_weight": params.number("minChildWeight", 0),
            "reg_lambda": params.number("lambda", 0),
            "reg_alpha": params.number("alpha", 0),
            "gamma": params.number("gamma", 0),
        }
        if classes > 2:
            options["num_class"] = classes
        params.done()
        evals: list[tuple[xgb.DMatrix, str]] = []
        for matrix, part in ((self._learn, self._data.learn), (self._watch, self._data.watch)):
            if matrix is not None and part is not None:
                weight = self._data.weights(part, balanced)
                matrix.set_weight(np.ones(len(part.target), np.float32) if weight is None else weight)
                evals.append((matrix, "watch"))
        try:
            booster = xgb.train(
                options,
                self._learn,
                trees,
                evals=evals[1:],
                early_stopping_rounds=rounds,
                verbose_eval=False,
                callbacks=[Reporting(report, trees)],
            )
        except xgb.core.XGBoostError as error:
            if self._device != "cpu":
                raise DeviceError(f"XGBoost failed on the GPU: {str(error).splitlines()[0]}") from error
            raise
        if rounds is not None:
            booster = booster[: booster.best_iteration + 1]
        report(trees, trees)
        return XGBoostModel(booster, self._data.classes)


class Reporting(xgb.callback.TrainingCallback):
    """Says how many trees there are, before each."""

    def __init__(self, report: Report, trees: int) -> None:
        """`trees` are those asked for."""
        self._report, self._trees = report, trees
        super().__init__()

    def before_iteration(self, model: xgb.Booster, epoch: int, evals_log: object) -> bool:  # noqa: ARG002
        """Goes on unless the report raises."""
        self._report(epoch, self._trees)
        return False


class XGBoostModel:
    """Trained trees."""

    def __init__(self, booster: xgb.Booster, classes: list[int]) -> None:
        """Takes a booster that keeps only the trees that count."""
        self.device: Device = _device(booster)
        self._booster = booster
        self._booster.set_param({"nthread": 1, "device": "cpu"})
        self.classes = classes
        self.facts: dict[str, object] = {"trees": booster.num_boosted_rounds()}

    @property
    def importances(self) -> Doubles:
        """Total gain by column."""
        gains = self._booster.get_score(importance_type="total_gain")
        return np.array([gains.get(f"f{j}", 0.0) for j in range(self._booster.num_features())])

    def predict(self, x: Floats) -> Doubles:
        """Probabilities (rows, classes)."""
        p = np.asarray(self._booster.inplace_predict(x), np.float64)
        return np.column_stack([1 - p, p]) if p.ndim == 1 else p

    def contributions(self, x: Floats) -> Doubles:
        """TreeSHAP on the margin, as predict(pred_contribs=True)."""
        values = self._booster.predict(xgb.DMatrix(x, nthread=1), pred_contribs=True)
        return np.asarray(values, np.float64).reshape(len(x), -1)

    def save(self, path: str) -> None:
        """Writes .ubj or .json, as the name ends."""
        self._booster.save_model(path)


def _device(booster: xgb.Booster) -> Device:
    config = json.loads(booster.save_config())
    return "cuda" if str(config["learner"]["generic_param"]["device"]).startswith("cuda") else "cpu"
