"""The engines by name. A library is imported when its engine is first asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from trident_host.engines.engine import Engine
from trident_host.errors import InvalidInputError


@dataclass(frozen=True)
class Entry:
    """How an engine is made and which package it comes from."""

    load: Callable[[], Engine]
    packages: tuple[str, ...]
    """Where several packages bring the library, the first one that is installed."""
    capabilities: tuple[str, ...]


def _random_forest() -> Engine:
    from trident_host.engines.random_forest import RandomForest

    return RandomForest()


def _logistic_regression() -> Engine:
    from trident_host.engines.logistic_regression import LogisticRegressions

    return LogisticRegressions()


def _xgboost() -> Engine:
    from trident_host.engines.xgboost import XGBoost

    return XGBoost()


def _lightgbm() -> Engine:
    from trident_host.engines.lightgbm import LightGBM

    return LightGBM()


def _catboost() -> Engine:
    from trident_host.engines.catboost import CatBoost

    return CatBoost()


FIT = ("fit", "predict", "importances")
BOOST = (*FIT, "stopping", "contributions", "save")
ENGINES: dict[str, Entry] = {
    "random_forest": Entry(_random_forest, ("scikit-learn",), FIT),
    "logistic_regression": Entry(_logistic_regression, ("scikit-learn",), (*FIT, "coefficients")),
    "xgboost": Entry(_xgboost, ("xgboost", "xgboost-cpu"), BOOST),
    "lightgbm": Entry(_lightgbm, ("lightgbm",), BOOST),
    "catboost": Entry(_catboost, ("catboost",), BOOST),
}


def find_engine(name: str) -> Entry:
    """The entry of this name."""
    if name not in ENGINES:
        raise InvalidInputError(f"unknown engine '{name}'; known: {', '.join(ENGINES)}")
    return ENGINES[name]


def installed_package(packages: tuple[str, ...]) -> tuple[str, str] | None:
    """The first of these packages that is installed, with its version; nothing is imported."""
    for package in packages:
        try:
            return package, version(package)
        except PackageNotFoundError:
            continue
    return None
