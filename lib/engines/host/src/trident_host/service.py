"""What the host does for a call: info, fit, predict, release."""

import functools
import os
import platform
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from trident_host.arrays import load_array, save_array
from trident_host.engines import ENGINES, find_engine, package_version
from trident_host.engines.engine import Model, Report, Training
from trident_host.errors import InvalidInputError
from trident_host.matrix import map_matrix, read_rows
from trident_host.params import Params

if TYPE_CHECKING:
    from trident_host.studies import Studies

BLOCK = 32_768
"""Rows predicted at a time by one thread."""


@dataclass(frozen=True)
class Held:
    """A model and the columns it was fitted on."""

    model: Model
    columns: list[str]


class Service:
    """The models of this process, and the calls on them."""

    def __init__(self) -> None:
        """Starts without models."""
        self._held: dict[str, Held] = {}

    @functools.cached_property
    def studies(self) -> "Studies":
        """The studies; Optuna is imported when one is first asked for."""
        from trident_host.studies import Studies

        return Studies()

    def info(self) -> dict[str, object]:
        """What this host is and has."""
        return {
            "pid": os.getpid(),
            "python": platform.python_version(),
            "models": len(self._held),
            "engines": {
                name: {"version": package_version(entry.package), "capabilities": list(entry.capabilities)}
                for name, entry in ENGINES.items()
            },
        }

    def fit(self, call: Params, report: Report) -> dict[str, object]:
        """Fits a model and keeps it; its importances go to a file."""
        name = call.text("engine")
        entry = find_engine(name)
        columns = call.texts("columns")
        matrix = map_matrix(call.text("matrix"))
        rows = read_rows(call.text("rows"), matrix)
        target = _target(call.text("target"), rows.size)
        weight_path = call.optional_text("weight")
        training = Training(
            x=rows.gather(matrix, matrix.positions(columns)),
            target=target,
            weight=None if weight_path is None else _weight(weight_path, rows.size),
            seed=call.integer("seed", 0, 2**32 - 1),
            threads=call.integer("threads", 1, 4096),
        )
        params = Params(f"{name} parameter", call.value("params"))
        out = call.text("importances")
        call.done()
        engine = entry.load()
        started = time.perf_counter()
        model = engine.fit(training, params, report)
        seconds = time.perf_counter() - started
        save_array(out, model.importances)
        key = f"{name}-{secrets.token_hex(8)}"
        self._held[key] = Held(model, columns)
        return {
            "id": key,
            "classes": model.classes,
            "seconds": seconds,
            "threads": training.threads,
            "versions": {"python": platform.python_version(), entry.package: package_version(entry.package)},
        }

    def predict(self, call: Params, report: Report) -> dict[str, object]:
        """Probabilities (rows, classes) into a file; block by block, so that the rows are never gathered at once."""
        held = self._find(call.text("id"))
        matrix = map_matrix(call.text("matrix"))
        rows = read_rows(call.text("rows"), matrix)
        positions = matrix.positions(held.columns)
        threads = call.integer("threads", 1, 4096)
        out = call.text("out")
        call.done()
        result = np.empty((rows.size, len(held.model.classes)), np.float64)

        def block(start: int) -> None:
            part = rows.part(start, start + BLOCK)
            result[start : start + BLOCK] = held.model.predict(part.gather(matrix, positions))

        with ThreadPoolExecutor(threads) as pool:
            starts = range(0, rows.size, BLOCK)
            for first in range(0, len(starts), threads):
                report(starts[first], rows.size)
                list(pool.map(block, starts[first : first + threads]))
        report(rows.size, rows.size)
        save_array(out, result)
        return {"rows": rows.size, "classes": held.model.classes}

    def release(self, call: Params) -> dict[str, object]:
        """Forgets a model; one that is not there is no error."""
        key = call.text("id")
        call.done()
        return {"released": self._held.pop(key, None) is not None}

    def _find(self, key: str) -> Held:
        if key not in self._held:
            raise InvalidInputError(
                f"the model {key} is not in this engine host: it was released, or the host has been restarted since"
            )
        return self._held[key]


def _target(path: str, rows: int) -> npt.NDArray[np.int64]:
    array = load_array(path, "targets", "iuf")
    if array.shape != (rows,):
        raise InvalidInputError(f"{array.size} targets for {rows} rows")
    values = array.astype(np.float64)
    whole = np.isfinite(values) & (np.floor(values) == values)
    if not bool(whole.all()):
        first = int(np.argmin(whole))
        raise InvalidInputError(f"the target of row {first} of the set is {values[first]}; classes are whole numbers")
    target = values.astype(np.int64)
    if int(target.min()) == int(target.max()):
        raise InvalidInputError(f"all {rows} targets are {target[0]}; a classifier needs two classes")
    return target


def _weight(path: str, rows: int) -> npt.NDArray[np.float64]:
    weight = load_array(path, "weights", "f").astype(np.float64)
    if weight.shape != (rows,):
        raise InvalidInputError(f"{weight.size} weights for {rows} rows")
    fits = np.isfinite(weight) & (weight >= 0)
    if not bool(fits.all()) or not bool(weight.any()):
        raise InvalidInputError("weights must be finite, not negative and not all 0")
    return weight
