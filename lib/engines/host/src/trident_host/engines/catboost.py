"""CatBoost's symmetric trees."""

import tempfile
from pathlib import Path
from typing import Any

import catboost as cb
import numpy as np
from catboost.utils import get_gpu_device_count

from trident_host.engines.engine import Data, Device, Doubles, Floats, Part, Report, Training, tiny_data
from trident_host.errors import Cancelled, DeviceError, InvalidInputError
from trident_host.params import Params

QUIET = {"logging_level": "Silent", "allow_writing_files": False}
STAMPS = ("model_guid", "train_finish_time")
"""What differs between two trainings of the same model."""


class CatBoost:
    """The engine."""

    def accelerator(self) -> Device:
        """Trains two trees with task_type=GPU."""
        if get_gpu_device_count() == 0:
            raise DeviceError("CatBoost finds no CUDA device")
        x, y = tiny_data()
        try:
            cb.CatBoost({"iterations": 2, "task_type": "GPU", "loss_function": "Logloss"} | QUIET).fit(x, y)
        except cb.CatBoostError as error:
            raise DeviceError(f"CatBoost cannot train on a GPU: {str(error).splitlines()[0]}") from error
        return "cuda"

    def prepare(self, data: Data, threads: int, device: Device) -> "CatBoostSet":
        """Gathers the rows as the library takes them without another copy, and quantises them."""
        learn, watch = _pool(data.learn, threads), None
        learn.quantize(task_type="CPU" if device == "cpu" else "GPU")
        if data.watch is not None:
            watch = _pool(data.watch, threads)
            with tempfile.TemporaryDirectory() as folder:
                borders = str(Path(folder) / "borders.tsv")
                learn.save_quantization_borders(borders)
                watch.quantize(input_borders=borders)
        return CatBoostSet(data, learn, watch, device)

    def load(self, path: str, classes: list[int]) -> "CatBoostModel":
        """Reads .cbm or .json."""
        try:
            return CatBoostModel(cb.CatBoost().load_model(path, format=_format(path)), classes)
        except cb.CatBoostError as error:
            raise InvalidInputError(f"{path} is no model of CatBoost: {str(error).splitlines()[0]}") from error


def _pool(part: Part, threads: int) -> cb.Pool:
    return cb.Pool(part.gather_gapless(), label=part.target, weight=part.weight, thread_count=threads)


class CatBoostSet:
    """A quantised set."""

    def __init__(self, data: Data, learn: cb.Pool, watch: cb.Pool | None, device: Device) -> None:
        """`watch` is quantised by the borders of `learn`."""
        self._data, self._learn, self._watch, self._device = data, learn, watch, device

    def fit(self, training: Training, params: Params, report: Report) -> "CatBoostModel":
        """Fits on the quantised set."""
        trees = params.integer("trees", 1, 100_000)
        balanced = params.balanced()
        rounds = params.stopping_rounds(self._watch is not None)
        options: dict[str, Any] = QUIET | {
            "loss_function": "Logloss" if len(self._data.classes) == 2 else "MultiClass",
            "task_type": "CPU" if self._device == "cpu" else "GPU",
            "iterations": trees,
            "random_seed": training.seed,
            "thread_count": training.threads,
            "depth": params.integer("maxDepth", 1, 16),
            "learning_rate": params.number("learningRate", 0, 1),
            "l2_leaf_reg": params.number("lambda", 0),
        }
        params.done()
        if balanced:
            options["class_weights"] = self._data.balance.tolist()
        if rounds is not None:
            options |= {"early_stopping_rounds": rounds, "use_best_model": True}
        reporting = Reporting(report, trees)
        report(0, trees)
        model = cb.CatBoost(options)
        try:
            # The library knows no callbacks on a GPU; a cancel ends the host there.
            callbacks = [reporting] if self._device == "cpu" else None
            model.fit(self._learn, eval_set=self._watch, callbacks=callbacks)
        except cb.CatBoostError as error:
            if self._device != "cpu":
                raise DeviceError(f"CatBoost failed on the GPU: {str(error).splitlines()[0]}") from error
            raise
        if reporting.cancelled:
            raise Cancelled
        for stamp in STAMPS:
            model.get_metadata()[stamp] = ""
        report(trees, trees)
        return CatBoostModel(model, self._data.classes)


class Reporting:
    """Says how many trees there are, after each; the library does not let a callback raise."""

    def __init__(self, report: Report, trees: int) -> None:
        """`trees` are those asked for."""
        self._report, self._trees = report, trees
        self.cancelled = False

    def after_iteration(self, info: Any) -> bool:  # noqa: ANN401 - the library's own
        """False ends the training."""
        try:
            self._report(min(int(info.iteration), self._trees - 1), self._trees)
        except Cancelled:
            self.cancelled = True
        return not self.cancelled


class CatBoostModel:
    """Trained trees."""

    def __init__(self, model: cb.CatBoost, classes: list[int]) -> None:
        """Takes a fitted or loaded model."""
        self._model = model
        self.classes = classes
        self.facts: dict[str, object] = {"trees": int(model.tree_count_)}
        self.device: Device = "cuda" if model.get_all_params().get("task_type") == "GPU" else "cpu"

    @property
    def importances(self) -> Doubles:
        """PredictionValuesChange by column; sums to 100."""
        return np.asarray(self._model.get_feature_importance(type="PredictionValuesChange"), np.float64)

    def predict(self, x: Floats) -> Doubles:
        """Probabilities (rows, classes)."""
        return np.asarray(self._model.predict(x, prediction_type="Probability", thread_count=1), np.float64)

    def contributions(self, x: Floats) -> Doubles:
        """The library's ShapValues on the margin."""
        values = self._model.get_feature_importance(cb.Pool(x), type="ShapValues", thread_count=1)
        return np.asarray(values, np.float64).reshape(len(x), -1)

    def save(self, path: str) -> None:
        """Writes .cbm or .json, as the name ends, without the stamps of time and chance."""
        self._model.save_model(path, format=_format(path))


def _format(path: str) -> str:
    return "json" if path.endswith(".json") else "cbm"
