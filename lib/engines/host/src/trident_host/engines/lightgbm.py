"""LightGBM's leaf-wise trees."""

from pathlib import Path
from typing import Any, Literal

import lightgbm as lgb
import numpy as np

from trident_host.engines.engine import Data, Device, Doubles, Floats, Part, Report, Training, tiny_data
from trident_host.errors import DeviceError, InvalidInputError
from trident_host.params import Params

SET = {
    "feature_pre_filter": False,
    "data_random_seed": 1,
    "force_col_wise": True,
    "deterministic": True,
    "verbosity": -1,
}
"""Of the set: without the filter any minimum of rows in a leaf may be tried on it."""


class LightGBM:
    """The engine."""

    def accelerator(self) -> Device:
        """Trains two trees with CUDA, else with OpenCL, whichever the library was built with."""
        x, y = tiny_data()
        reasons: list[str] = []
        kinds: tuple[Literal["cuda", "gpu"], ...] = ("cuda", "gpu")
        for device in kinds:
            options = {"objective": "binary", "device_type": device, "verbosity": -1, "num_leaves": 4}
            try:
                lgb.train(options, lgb.Dataset(x, label=y, params=options), 2)
                return device
            except lgb.basic.LightGBMError as error:
                reasons.append(f"{device}: {str(error).splitlines()[0]}")
        raise DeviceError(f"LightGBM cannot train on a GPU: {'; '.join(reasons)}")

    def prepare(self, data: Data, threads: int, device: Device) -> "LightGBMSet":
        """Gathers the rows as the library takes them without another copy, and bins them."""
        options = SET | {"num_threads": threads, "device_type": device}
        learn = _dataset(data.learn, None, options)
        watch = None if data.watch is None else _dataset(data.watch, learn, options)
        return LightGBMSet(data, learn, watch, device)

    def load(self, path: str, classes: list[int]) -> "LightGBMModel":
        """Reads the library's text format."""
        try:
            return LightGBMModel(Path(path).read_text(encoding="utf8"), classes)
        except (lgb.basic.LightGBMError, OSError, UnicodeDecodeError) as error:
            raise InvalidInputError(f"{path} is no model of LightGBM: {str(error).splitlines()[0]}") from error


def _dataset(part: Part, reference: lgb.Dataset | None, options: dict[str, Any]) -> lgb.Dataset:
    x = part.gather_gapless()
    made = lgb.Dataset(
        x, label=part.target, weight=part.weight, reference=reference, params=options, free_raw_data=True
    )
    return made.construct()


class LightGBMSet:
    """A binned set."""

    def __init__(self, data: Data, learn: lgb.Dataset, watch: lgb.Dataset | None, device: Device) -> None:
        """`watch` is binned by the cuts of `learn`."""
        self._data, self._learn, self._watch, self._device = data, learn, watch, device

    def fit(self, training: Training, params: Params, report: Report) -> "LightGBMModel":
        """Calls lightgbm.train on the binned set."""
        trees = params.integer("trees", 1, 100_000)
        balanced = params.balanced()
        rounds = params.stopping_rounds(self._watch is not None)
        classes = len(self._data.classes)
        # The library's seeds are of 31 bits, and its one 'seed' would also draw the rows that the bins come from.
        seed = training.seed & 0x7FFF_FFFF
        share = params.number("subsample", 0, 1)
        options: dict[str, Any] = SET | {
            "objective": "binary" if classes == 2 else "multiclass",
            "device_type": self._device,
            "num_threads": training.threads,
            "bagging_seed": seed,
            "feature_fraction_seed": seed,
            "num_leaves": params.integer("leaves", 2, 131_072),
            "max_depth": params.optional_integer("maxDepth", 1, 1000) or -1,
            "learning_rate": params.number("learningRate", 0, 1),
            "feature_fraction": params.number("columnShare", 0, 1),
            "bagging_fraction": share,
            "bagging_freq": 0 if share == 1 else 1,
            "min_data_in_leaf": params.integer("minSamplesLeaf", 0, 2**31 - 1),
            "lambda_l2": params.number("lambda", 0),
            "lambda_l1": params.number("alpha", 0),
        }
        if classes > 2:
            options["num_class"] = classes
        params.done()
        for dataset, part in ((self._learn, self._data.learn), (self._watch, self._data.watch)):
            if dataset is not None and part is not None:
                dataset.set_weight(self._data.weights(part, balanced))

        def reporting(state: lgb.callback.CallbackEnv) -> None:
            report(state.iteration, trees)

        # In a binned set a callback that runs before an iteration may raise; nothing is left half done.
        reporting.before_iteration = True  # pyright: ignore[reportFunctionMemberAccess]
        callbacks: list[Any] = [reporting]
        if rounds is not None:
            callbacks.append(lgb.early_stopping(rounds, verbose=False))
        try:
            booster = lgb.train(
                options,
                self._learn,
                trees,
                valid_sets=None if self._watch is None else [self._watch],
                callbacks=callbacks,
                # Else the library writes and reads the model once more.
                keep_training_booster=True,
            )
        except lgb.basic.LightGBMError as error:
            if self._device != "cpu":
                raise DeviceError(f"LightGBM failed on the GPU: {str(error).splitlines()[0]}") from error
            raise
        report(trees, trees)
        return LightGBMModel(booster.model_to_string(num_iteration=booster.best_iteration), self._data.classes)


class LightGBMModel:
    """Trained trees."""

    def __init__(self, text: str, classes: list[int]) -> None:
        """Takes the library's text format, of the trees that count."""
        self._text = text
        self._booster = lgb.Booster(model_str=text)
        self.classes = classes
        self.facts: dict[str, object] = {"trees": self._booster.current_iteration()}
        named = [line for line in text.splitlines() if line.startswith("[device_type:")]
        self.device: Device = "cuda" if "cuda" in "".join(named) else "gpu" if "gpu" in "".join(named) else "cpu"

    @property
    def importances(self) -> Doubles:
        """Total gain by column."""
        return np.asarray(self._booster.feature_importance("gain"), np.float64)

    def predict(self, x: Floats) -> Doubles:
        """Probabilities (rows, classes)."""
        p = np.asarray(self._booster.predict(x, num_threads=1), np.float64)
        return np.column_stack([1 - p, p]) if p.ndim == 1 else p

    def contributions(self, x: Floats) -> Doubles:
        """TreeSHAP on the margin, as predict(pred_contrib=True)."""
        return np.asarray(self._booster.predict(x, pred_contrib=True, num_threads=1), np.float64)

    def save(self, path: str) -> None:
        """Writes the library's text format."""
        Path(path).write_text(self._text, encoding="utf8", newline="\n")
