import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier

from trident_host.engines import random_forest
from trident_host.engines.engine import Data, Part, Training
from trident_host.errors import Cancelled, InvalidInputError
from trident_host.matrix import Matrix, RowSet
from trident_host.params import Params

SETTINGS: dict[str, object] = {
    "trees": 17,
    "maxDepth": 5,
    "minSamplesLeaf": 2,
    "maxFeatures": "sqrt",
    "classWeight": "balanced",
}


def prepared() -> random_forest.RandomForestSet:
    random = np.random.default_rng(3)
    x = random.standard_normal((4, 600)).astype(np.float32)
    target = (x[0] + random.standard_normal(600) > 0.5).astype(np.intp)
    x[1, ::7] = np.nan
    matrix = Matrix("in memory", ["a", "b", "c", "d"], x)
    part = Part(matrix, [0, 1, 2, 3], RowSet(slice(0, 600)), target, None)
    return random_forest.RandomForest().prepare(Data([0, 1], part, None), 1, "cpu")


def training(threads: int = 1) -> Training:
    return Training(seed=11, threads=threads)


def settings(**changes: object) -> Params:
    return Params("random_forest parameter", SETTINGS | changes)


@pytest.mark.parametrize("step_seconds", [0.0, 10.0])
def test_tree_batches_of_any_size_give_the_forest_of_one_fit(
    monkeypatch: pytest.MonkeyPatch, step_seconds: float
) -> None:
    monkeypatch.setattr(random_forest, "STEP_SECONDS", step_seconds)
    rows = prepared()
    x, target = rows._x, rows._data.learn.target  # pyright: ignore[reportPrivateUsage]
    model = rows.fit(training(2), settings(), lambda _done, _total: None)
    peer = RandomForestClassifier(17, max_depth=5, min_samples_leaf=2, class_weight="balanced", random_state=11)
    peer.fit(np.ascontiguousarray(x), target)
    assert np.array_equal(model.predict(x), peer.predict_proba(x))
    assert np.array_equal(model.importances, peer.feature_importances_)
    assert model.classes == [0, 1]


def test_a_cancel_is_seen_between_batches() -> None:
    seen: list[int] = []

    def report(done: int, total: int) -> None:
        assert total == 17
        seen.append(done)
        if done > 0:
            raise Cancelled

    with pytest.raises(Cancelled):
        prepared().fit(training(), settings(), report)
    assert seen == [0, 1]


@pytest.mark.parametrize(
    "change",
    [
        {"trees": 0},
        {"maxDepth": 0},
        {"minSamplesLeaf": 0.5},
        {"maxFeatures": 0},
        {"maxFeatures": 2},
        {"maxFeatures": True},
        {"maxFeatures": "half"},
        {"classWeight": "even"},
        {"criterion": "gini"},
    ],
)
def test_wrong_parameters_are_named(change: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError, match=f"random_forest parameter '{next(iter(change))}'"):
        prepared().fit(training(), settings(**change), lambda _done, _total: None)
