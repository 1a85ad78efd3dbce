"""What every engine offers to the server."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from trident_host.params import Params

Report = Callable[[int, int], None]
"""Called with (done, total) between steps of work; raises Cancelled when the client has given up."""


@dataclass(frozen=True)
class Training:
    """One fit: `x` is (rows, columns) float32 with NaN for missing, `target` whole numbers, `weight` one a row."""

    x: npt.NDArray[np.float32]
    target: npt.NDArray[np.int64]
    weight: npt.NDArray[np.float64] | None
    seed: int
    threads: int


class Model(Protocol):
    """A fitted model, in the host's memory until it is released."""

    @property
    def classes(self) -> list[int]:
        """The target's values in ascending order."""
        ...

    @property
    def importances(self) -> npt.NDArray[np.float64]:
        """One number a column, in the engine's own measure."""
        ...

    def predict(self, x: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """Probabilities (rows, classes), on one thread, so that they do not depend on the number of threads."""
        ...


class Engine(Protocol):
    """A library that fits models."""

    def fit(self, training: Training, params: Params, report: Report) -> Model:
        """Fits one model; the same training and parameters give the same model, whatever the number of threads."""
        ...
