"""scikit-learn's random forest classifier."""

import time
from typing import Literal

from sklearn.ensemble import RandomForestClassifier

from trident_host.engines.engine import Data, Device, Doubles, Floats, Report, Training
from trident_host.errors import DeviceError
from trident_host.params import Params

STEP_SECONDS = 0.4
"""How long a batch of trees should take: the time within which a cancel is seen."""


class RandomForest:
    """The engine."""

    def accelerator(self) -> Device:
        """There is none."""
        raise DeviceError("scikit-learn's forest has no GPU")

    def prepare(self, data: Data, threads: int, device: Device) -> "RandomForestSet":  # noqa: ARG002
        """Gathers the rows; one range of rows stays a view of the file."""
        return RandomForestSet(data, data.learn.gather())


class RandomForestSet:
    """Gathered rows; a forest has no bins."""

    def __init__(self, data: Data, x: Floats) -> None:
        """`x` are the rows to learn from."""
        self._data, self._x = data, x

    def fit(self, training: Training, params: Params, report: Report) -> "RandomForestModel":
        """
        Grows the trees in batches with warm_start, which draws each tree's seed as a single fit would: the forest is
        the same, tree by tree, as that of one call with the same random_state.
        """
        params.stopping_rounds(False)
        trees = params.integer("trees", 1, 100_000)
        balanced = params.balanced()
        forest = RandomForestClassifier(
            max_depth=params.optional_integer("maxDepth", 1, 1_000),
            min_samples_leaf=params.integer("minSamplesLeaf", 1, 2**31 - 1),
            max_features=_max_features(params),
            random_state=training.seed,
            n_jobs=training.threads,
            warm_start=True,
        )
        params.done()
        # As class_weight="balanced" does within a fit; there it would be computed again for every batch.
        target = self._data.learn.target
        weight = self._data.weights(self._data.learn, balanced)
        grown, batch = 0, training.threads
        while grown < trees:
            started = time.perf_counter()
            report(grown, trees)
            step = min(batch, trees - grown)
            grown += step
            forest.set_params(n_estimators=grown).fit(self._x, target, sample_weight=weight)
            rounds = STEP_SECONDS / max(time.perf_counter() - started, 1e-6) * step / training.threads
            batch = training.threads * max(1, min(int(rounds), 1_000))
        report(trees, trees)
        return RandomForestModel(forest, self._data.classes)


class RandomForestModel:
    """A grown forest."""

    def __init__(self, forest: RandomForestClassifier, classes: list[int]) -> None:
        """Takes a fitted classifier."""
        # Several threads add up the trees in any order; one adds them in the order in which they were grown.
        self._forest = forest.set_params(n_jobs=1)
        self.classes = classes
        self.device: Device = "cpu"
        self.importances: Doubles = forest.feature_importances_
        self.facts: dict[str, object] = {}

    def predict(self, x: Floats) -> Doubles:
        """Probabilities (rows, classes): the mean of the trees' class shares."""
        return self._forest.predict_proba(x)


def _max_features(params: Params) -> Literal["sqrt", "log2"] | float | None:
    value = params.value("maxFeatures")
    if value is None:
        return None
    if value == "sqrt":
        return "sqrt"
    if value == "log2":
        return "log2"
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= 1:
        params.refuse("maxFeatures", "'sqrt', 'log2', a share of the columns in (0, 1], or null for all")
    return float(value)
