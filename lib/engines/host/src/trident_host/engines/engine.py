"""What every engine offers to the service."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from trident_host.matrix import Matrix, RowSet
from trident_host.params import Params

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Report = Callable[[int, int], None]
"""Called with (done, total) between steps of work; raises Cancelled when the client has given up."""
Device = Literal["cpu", "cuda", "gpu"]

BLOCK = 65_536
"""Rows gathered at a time where a library takes them in blocks."""


@dataclass(frozen=True)
class Part:
    """Rows of a matrix file, not gathered yet, with `target` as places in the list of classes and one weight a row."""

    matrix: Matrix
    positions: list[int]
    rows: RowSet
    target: npt.NDArray[np.intp]
    weight: Doubles | None

    def gather(self) -> Floats:
        """All rows at once, (rows, columns) float32, a column's values side by side."""
        return self.rows.gather(self.matrix, self.positions)

    def gather_gapless(self) -> Floats:
        """All rows at once as one block in Fortran order, copied once."""
        return np.asfortranarray(self.rows.gather(self.matrix, self.positions, padding=0))

    def blocks(self) -> Iterator[tuple[Floats, slice]]:
        """The rows block by block, each with its place."""
        for start in range(0, self.rows.size, BLOCK):
            place = slice(start, min(start + BLOCK, self.rows.size))
            yield self.rows.part(place.start, place.stop).gather(self.matrix, self.positions), place


@dataclass(frozen=True)
class Data:
    """What a set is made of: rows to learn from and, if training may stop early, a slice of the same side to watch."""

    classes: list[int]
    learn: Part
    watch: Part | None

    @cached_property
    def balance(self) -> Doubles:
        """By class: rows / (classes * rows of the class), as scikit-learn's "balanced"."""
        return len(self.learn.target) / (
            len(self.classes) * np.bincount(self.learn.target, minlength=len(self.classes))
        )

    def weights(self, part: Part, balanced: bool) -> Doubles | None:
        """The weight of each row of a part, or nothing where all are 1."""
        if not balanced:
            return part.weight
        balance = self.balance[part.target]
        return balance if part.weight is None else part.weight * balance


@dataclass(frozen=True)
class Training:
    """What a fit is told beside its parameters."""

    seed: int
    threads: int


class Model(Protocol):
    """A fitted model, in the host's memory until it is released."""

    @property
    def classes(self) -> list[int]:
        """The target's values in ascending order."""
        ...

    @property
    def importances(self) -> Doubles:
        """One number a column, in the engine's own measure."""
        ...

    @property
    def device(self) -> Device:
        """Where it was trained, as the engine itself says."""
        ...

    @property
    def facts(self) -> dict[str, object]:
        """What else the client is told: trees kept, coefficients."""
        ...

    def predict(self, x: Floats) -> Doubles:
        """Probabilities (rows, classes), on one thread, so that they do not depend on the number of threads."""
        ...


@runtime_checkable
class Explained(Protocol):
    """What the boosters' models offer beside."""

    def contributions(self, x: Floats) -> Doubles:
        """The engine's own, (rows, columns + 1), the last one the bias; with more classes, class after class."""
        ...

    def save(self, path: str) -> None:
        """Writes the engine's own open format."""
        ...


class Prepared(Protocol):
    """Rows made ready once for any number of fits, on a device."""

    def fit(self, training: Training, params: Params, report: Report) -> Model:
        """Fits one model; the same set, training and parameters give the same model."""
        ...


class Engine(Protocol):
    """A library that fits models."""

    def accelerator(self) -> Device:
        """The GPU device that a small training just used; DeviceError with the reason where there is none."""
        ...

    def prepare(self, data: Data, threads: int, device: Device) -> Prepared:
        """Gathers the rows, bins them by cuts from the rows to learn from alone, and lets go of what was gathered."""
        ...


@runtime_checkable
class Loading(Protocol):
    """What the boosters offer beside."""

    def load(self, path: str, classes: list[int]) -> Model:
        """Reads what `save` has written; running no code."""
        ...


def tiny_data() -> tuple[Floats, npt.NDArray[np.float32]]:
    """Rows and targets enough to see whether a device trains at all."""
    random = np.random.default_rng(0)
    x = random.standard_normal((256, 4)).astype(np.float32)
    return x, (x[:, 0] > 0).astype(np.float32)
