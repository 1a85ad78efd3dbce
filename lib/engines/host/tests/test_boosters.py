"""Each booster beside the same call made to its library, on rows gathered and laid out in another way."""

import hashlib
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from trident_host.engines import ENGINES
from trident_host.engines.engine import Data, Doubles, Explained, Floats, Loading, Model, Part, Prepared, Training
from trident_host.errors import Cancelled, DeviceError, InvalidInputError
from trident_host.matrix import Matrix, RowSet
from trident_host.params import Params

# The libraries as they are, untyped: what is compared with must not pass through our own typings.
xgb: Any = importlib.import_module("xgboost")
lgb: Any = importlib.import_module("lightgbm")
cb: Any = importlib.import_module("catboost")

ROWS, SCORED = 3000, 400
PARAMS: dict[str, dict[str, object]] = {
    "xgboost": {
        "trees": 25, "maxDepth": 4, "learningRate": 0.2, "subsample": 0.8, "columnShare": 0.7, "minChildWeight": 2.0,
        "lambda": 1.5, "alpha": 0.1, "gamma": 0.01,
    },
    "lightgbm": {
        "trees": 25, "leaves": 12, "maxDepth": None, "learningRate": 0.15, "subsample": 0.8, "columnShare": 0.7,
        "minSamplesLeaf": 15, "lambda": 0.5, "alpha": 0.1,
    },
    "catboost": {"trees": 25, "maxDepth": 4, "learningRate": 0.2, "lambda": 4.0},
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    x: Floats
    target: npt.NDArray[np.intp]
    weight: Doubles | None
    learn: npt.NDArray[np.intp]
    watch: npt.NDArray[np.intp]
    classes: int


def case(classes: int, weighted: bool) -> Case:
    random = np.random.default_rng(classes)
    x = random.standard_normal((ROWS + SCORED, 6)).astype(np.float32)
    lean = x[:, 0] - 0.5 * x[:, 1] + random.standard_normal(len(x))
    target = np.digitize(lean, [0.8] if classes == 2 else [-0.5, 0.9])
    x[random.random(x.shape) < 0.05] = np.nan
    rows = random.permutation(ROWS)
    weight = random.uniform(0.5, 2, ROWS) if weighted else None
    return Case(x, target, weight, np.sort(rows[:2200]), np.sort(rows[2400:]), classes)


def prepare(name: str, given: Case, watched: bool, threads: int = 1) -> Prepared:
    padded = np.full((6, len(given.x) + 8), np.nan, np.float32)
    padded[:, : len(given.x)] = given.x.T
    matrix = Matrix("in memory", [f"f{j}" for j in range(6)], padded[:, : len(given.x)])

    def part(rows: npt.NDArray[np.intp]) -> Part:
        weight = None if given.weight is None else given.weight[rows]
        return Part(matrix, list(range(6)), RowSet(rows), given.target[rows], weight)

    data = Data(list(range(given.classes)), part(given.learn), part(given.watch) if watched else None)
    return ENGINES[name].load().prepare(data, threads, "cpu")


def fit(name: str, given: Case, watched: bool = False, balanced: bool = False, **changes: object) -> Model:
    settings = PARAMS[name] | {"classWeight": "balanced" if balanced else None} | changes
    settings |= {"stoppingRounds": 3 if watched else None}
    training = Training(seed=5, threads=1)
    return prepare(name, given, watched).fit(training, Params("parameter", settings), lambda _done, _total: None)


def plain(name: str, given: Case, watched: bool, balanced: bool) -> Any:  # noqa: ANN401
    """The library's own model, from row-major rows."""
    x, y = np.ascontiguousarray(given.x[given.learn]), given.target[given.learn]
    watch_x, watch_y = np.ascontiguousarray(given.x[given.watch]), given.target[given.watch]
    base = None if given.weight is None else given.weight[given.learn]
    watch_base = None if given.weight is None else given.weight[given.watch]
    balance = len(y) / (given.classes * np.bincount(y)) if balanced else np.ones(given.classes)
    weight, watch_weight = (
        balance[places] * (1 if old is None else old) for places, old in ((y, base), (watch_y, watch_base))
    )
    binary = given.classes == 2
    multi: dict[str, Any] = {} if binary else {"num_class": given.classes}
    if name == "xgboost":
        learn = xgb.QuantileDMatrix(x, label=y, weight=base)
        learn.set_weight(weight)
        watch = xgb.QuantileDMatrix(watch_x, label=watch_y, weight=watch_weight, ref=learn)
        model = xgb.train(
            {
                "objective": "binary:logistic" if binary else "multi:softprob", "max_depth": 4, "learning_rate": 0.2,
                "subsample": 0.8, "colsample_bytree": 0.7, "min_child_weight": 2, "reg_lambda": 1.5, "reg_alpha": 0.1,
                "gamma": 0.01, "seed": 5, "nthread": 1, **multi,
            },
            learn, 25, evals=[(watch, "watch")] if watched else [], early_stopping_rounds=3 if watched else None,
            verbose_eval=False,
        )  # fmt: skip
        return model[: model.best_iteration + 1] if watched else model
    if name == "lightgbm":
        learn = lgb.Dataset(x, label=y, weight=weight, params={"feature_pre_filter": False, "verbosity": -1})
        watch = lgb.Dataset(watch_x, label=watch_y, weight=watch_weight, reference=learn)
        return lgb.train(
            {
                "objective": "binary" if binary else "multiclass", "num_leaves": 12, "learning_rate": 0.15,
                "bagging_fraction": 0.8, "bagging_freq": 1, "feature_fraction": 0.7, "min_data_in_leaf": 15,
                "lambda_l2": 0.5, "lambda_l1": 0.1, "bagging_seed": 5, "feature_fraction_seed": 5, "num_threads": 1,
                "deterministic": True, "force_col_wise": True, "verbosity": -1, **multi,
            },
            learn, 25, valid_sets=[watch] if watched else None,
            callbacks=[lgb.early_stopping(3, verbose=False)] if watched else None,
        )  # fmt: skip
    options: dict[str, Any] = {"class_weights": balance.tolist()} if balanced else {}
    return cb.CatBoost(
        {
            "loss_function": "Logloss" if binary else "MultiClass", "iterations": 25, "depth": 4, "learning_rate": 0.2,
            "l2_leaf_reg": 4, "random_seed": 5, "thread_count": 1, "allow_writing_files": False, "verbose": False,
            **options,
        }
    ).fit(
        cb.Pool(x, y, weight=base),
        eval_set=cb.Pool(watch_x, watch_y, weight=watch_base) if watched else None,
        early_stopping_rounds=3 if watched else None, use_best_model=watched,
    )  # fmt: skip


def probabilities(name: str, model: Any, x: Floats) -> Doubles:  # noqa: ANN401
    if name == "catboost":
        return model.predict(x, prediction_type="Probability")
    p = np.asarray(model.predict(xgb.DMatrix(x) if name == "xgboost" else x), np.float64)
    return np.column_stack([1 - p, p]) if p.ndim == 1 else p


def own_contributions(name: str, model: Any, x: Floats) -> tuple[Doubles, Doubles]:  # noqa: ANN401
    if name == "xgboost":
        rows = xgb.DMatrix(x)
        return model.predict(rows, pred_contribs=True), model.predict(rows, output_margin=True)
    if name == "lightgbm":
        return model.predict(x, pred_contrib=True), model.predict(x, raw_score=True)
    return model.get_feature_importance(cb.Pool(x), type="ShapValues"), model.predict(
        x, prediction_type="RawFormulaVal"
    )


def plainly_loaded(name: str, path: str) -> Any:  # noqa: ANN401
    if name == "xgboost":
        return xgb.Booster(model_file=path)
    return lgb.Booster(model_file=path) if name == "lightgbm" else cb.CatBoost().load_model(path)


@pytest.mark.parametrize("name", list(PARAMS))
@pytest.mark.parametrize(
    ("classes", "weighted", "watched", "balanced"),
    [(2, False, False, False), (2, True, True, False), (2, True, False, True), (3, True, True, True)],
)
def test_is_the_librarys_own_model(
    name: str, classes: int, weighted: bool, watched: bool, balanced: bool, tmp_path: Path
) -> None:
    given = case(classes, weighted)
    model, peer = fit(name, given, watched, balanced), plain(name, given, watched, balanced)
    scored = np.ascontiguousarray(given.x[ROWS:])
    view = np.asfortranarray(scored)
    expected = probabilities(name, peer, scored)
    assert np.abs(model.predict(view) - expected).max() < 1e-12
    assert np.std(expected[:, 0]) > 0.05
    assert isinstance(model, Explained)
    own, margin = own_contributions(name, peer, scored)
    found = model.contributions(view)
    assert np.abs(found - own.reshape(found.shape)).max() < 1e-12
    sums = found.reshape(len(scored), -1, 7).sum(axis=2)
    assert np.abs(sums - margin.reshape(sums.shape)).max() < 1e-5
    path = str(tmp_path / ("model.ubj" if name == "xgboost" else "model.bin"))
    model.save(path)
    assert np.abs(probabilities(name, plainly_loaded(name, path), scored) - expected).max() < 1e-12
    engine = ENGINES[name].load()
    assert isinstance(engine, Loading)
    loaded = engine.load(path, list(range(classes)))
    assert np.array_equal(loaded.predict(view), model.predict(view))
    assert loaded.importances.shape == (6,)
    assert model.device == "cpu"


@pytest.mark.parametrize("name", list(PARAMS))
def test_equal_bytes_on_a_set_used_again(name: str, tmp_path: Path) -> None:
    given = case(2, True)
    rows = prepare(name, given, False)
    paths = [tmp_path / f"{i}.ubj" for i in range(3)]

    def fit_again(path: Path, **changes: object) -> None:
        settings = PARAMS[name] | {"classWeight": None, "stoppingRounds": None} | changes
        model = rows.fit(Training(seed=5, threads=1), Params("parameter", settings), lambda _done, _total: None)
        assert isinstance(model, Explained)
        model.save(str(path))

    fit_again(paths[0])
    # What another trial does with the set leaves no trace.
    fit_again(paths[1], classWeight="balanced", trees=3, learningRate=0.01)
    fit_again(paths[2])
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
    assert digests[0] == digests[2] != digests[1]


@pytest.mark.parametrize("name", list(PARAMS))
def test_what_is_watched_is_not_learnt_from(name: str) -> None:
    given = case(2, False)
    x = given.x.copy()
    x[given.watch] *= 1000
    spoilt = Case(x, given.target, None, given.learn, given.watch, 2)
    scored = np.asfortranarray(given.x[ROWS:])
    models = [fit(name, one, True, trees=1) for one in (given, spoilt)]
    assert np.array_equal(models[0].predict(scored), models[1].predict(scored))


@pytest.mark.parametrize("name", list(PARAMS))
def test_a_cancel_ends_it_and_the_set_goes_on(name: str) -> None:
    rows = prepare(name, case(2, False), False)
    settings = PARAMS[name] | {"classWeight": None, "stoppingRounds": None, "trees": 50_000}
    seen: list[int] = []

    def report(done: int, _total: int) -> None:
        seen.append(done)
        if done > 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        rows.fit(Training(seed=5, threads=1), Params("parameter", settings), report)
    assert seen[0] == 0
    assert len(seen) < 10
    again = rows.fit(Training(5, 1), Params("parameter", settings | {"trees": 2}), lambda _done, _total: None)
    assert again.facts["trees"] == 2


@pytest.mark.parametrize("name", list(PARAMS))
def test_wrong_parameters_and_files_are_named(name: str, tmp_path: Path) -> None:
    wrong: tuple[dict[str, Any], ...] = (
        {"trees": 0},
        {"learningRate": "fast"},
        {"classWeight": "even"},
        {"boosting": "dart"},
    )
    for change in wrong:
        with pytest.raises(InvalidInputError, match=f"'{next(iter(change))}'"):
            fit(name, case(2, False), **change)
    with pytest.raises(InvalidInputError, match="stopping slice"):
        prepare(name, case(2, False), True).fit(
            Training(1, 1),
            Params("parameter", PARAMS[name] | {"classWeight": None, "stoppingRounds": None}),
            lambda _done, _total: None,
        )
    engine = ENGINES[name].load()
    assert isinstance(engine, Loading)
    (tmp_path / "no.model").write_text("no model")
    with pytest.raises(InvalidInputError, match=r"no\.model is no model"):
        engine.load(str(tmp_path / "no.model"), [0, 1])


@pytest.mark.parametrize("name", list(ENGINES))
def test_says_why_there_is_no_gpu(name: str) -> None:
    try:
        assert ENGINES[name].load().accelerator() in ("cuda", "gpu")
    except DeviceError as error:
        assert str(error)


@pytest.mark.parametrize("balanced", [False, True])
def test_logistic_regression_is_scikit_learns(balanced: bool) -> None:
    regression: Callable[..., Any] = importlib.import_module("sklearn.linear_model").LogisticRegression
    given = case(3, True)
    given = Case(np.nan_to_num(given.x), given.target, given.weight, given.learn, given.watch, 3)
    settings = {"c": 0.3, "iterations": 200, "classWeight": "balanced" if balanced else None}
    model = prepare("logistic_regression", given, False).fit(
        Training(5, 1), Params("parameter", settings), lambda _done, _total: None
    )
    peer = regression(C=0.3, max_iter=200, class_weight="balanced" if balanced else None)
    assert given.weight is not None
    learn = given.learn
    peer.fit(given.x[learn].astype(np.float64), given.target[learn], sample_weight=given.weight[learn])
    scored = given.x[ROWS:]
    assert np.abs(model.predict(scored) - peer.predict_proba(scored.astype(np.float64))).max() < 1e-12
    assert np.abs(np.array(model.facts["coefficients"]) - peer.coef_).max() < 1e-12
    assert np.abs(np.array(model.facts["intercepts"]) - peer.intercept_).max() < 1e-12
