"""scikit-learn's random forest classifier."""

import time
from typing import Literal

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import RandomForestClassifier
from sklearn.utils.class_weight import compute_sample_weight

from trident_host.engines.engine import Report, Training
from trident_host.params import Params

STEP_SECONDS = 0.4
"""How long a batch of trees should take: the time within which a cancel is seen."""


class RandomForest:
    """The engine."""

    def fit(self, training: Training, params: Params, report: Report) -> "RandomForestModel":
        """
        Grows the trees in batches with warm_start, which draws each tree's seed as a single fit would: the forest is
        the same, tree by tree, as that of one call with the same random_state.
        """
        trees = params.integer("trees", 1, 100_000)
        balanced = _class_weight(params)
        forest = RandomForestClassifier(
            max_depth=params.optional_integer("maxDepth", 1, 1_000),
            min_samples_leaf=params.integer("minSamplesLeaf", 1, 2**31 - 1),
            max_features=_max_features(params),
            random_state=training.seed,
            n_jobs=training.threads,
            warm_start=True,
        )
        params.done()
        weight = training.weight
        if balanced:
            # As class_weight="balanced" does within a fit; there it would be computed again for every batch.
            balance = compute_sample_weight("balanced", training.target)
            weight = balance if weight is None else weight * balance
        grown, batch = 0, training.threads
        while grown < trees:
            started = time.perf_counter()
            report(grown, trees)
            step = min(batch, trees - grown)
            grown += step
            forest.set_params(n_estimators=grown).fit(training.x, training.target, sample_weight=weight)
            rounds = STEP_SECONDS / max(time.perf_counter() - started, 1e-6) * step / training.threads
            batch = training.threads * max(1, min(int(rounds), 1_000))
        report(trees, trees)
        return RandomForestModel(forest)


class RandomForestModel:
    """A grown forest."""

    def __init__(self, forest: RandomForestClassifier) -> None:
        """Takes a fitted classifier."""
        # Several threads add up the trees in any order; one adds them in the order in which they were grown.
        self._forest = forest.set_params(n_jobs=1)
        self.classes: list[int] = forest.classes_.tolist()
        self.importances: npt.NDArray[np.float64] = forest.feature_importances_

    def predict(self, x: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """Probabilities (rows, classes): the mean of the trees' class shares."""
        return self._forest.predict_proba(x)


def _class_weight(params: Params) -> bool:
    value = params.value("classWeight")
    if value not in ("balanced", None):
        params.refuse("classWeight", "'balanced' or null")
    return value == "balanced"


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
