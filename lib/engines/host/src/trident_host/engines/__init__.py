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
    package: str
    capabilities: tuple[str, ...]


def _random_forest() -> Engine:
    from trident_host.engines.random_forest import RandomForest

    return RandomForest()


ENGINES: dict[str, Entry] = {
    "random_forest": Entry(_random_forest, "scikit-learn", ("fit", "predict", "importances")),
}


def find_engine(name: str) -> Entry:
    """The entry of this name."""
    if name not in ENGINES:
        raise InvalidInputError(f"unknown engine '{name}'; known: {', '.join(ENGINES)}")
    return ENGINES[name]


def package_version(package: str) -> str | None:
    """The installed version of a package, without importing it."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None
