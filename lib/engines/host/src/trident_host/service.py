"""What the host does for a call on sets and models."""

import functools
import os
import platform
import secrets
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from trident_host.arrays import load_array, save_array
from trident_host.engines import ENGINES, find_engine, installed_package
from trident_host.engines.engine import (
    Data,
    Device,
    Doubles,
    Engine,
    Explained,
    Floats,
    Loading,
    Model,
    Part,
    Prepared,
    Report,
    Training,
)
from trident_host.errors import DeviceError, InvalidInputError
from trident_host.matrix import map_matrix, read_rows
from trident_host.params import Params

if TYPE_CHECKING:
    from trident_host.studies import Studies

BLOCK = 32_768
"""Rows predicted at a time by one thread."""


@dataclass(frozen=True)
class HeldSet:
    """A prepared set, and what the client wants to know of it with every result."""

    engine: str
    prepared: Prepared
    columns: list[str]
    device: Device
    note: str | None


@dataclass(frozen=True)
class HeldModel:
    """A model and the columns it was fitted on."""

    model: Model
    columns: list[str]


class Service:
    """The sets and models of this process, and the calls on them."""

    def __init__(self) -> None:
        """Starts without any."""
        self._sets: dict[str, HeldSet] = {}
        self._held: dict[str, HeldModel] = {}
        self._accelerators: dict[str, Device | DeviceError] = {}

    @functools.cached_property
    def studies(self) -> "Studies":
        """The studies; Optuna is imported when one is first asked for."""
        from trident_host.studies import Studies

        return Studies()

    def answer(self, method: str, call: Params, report: Report) -> dict[str, object]:
        """Answers one call of the protocol, one of METHODS."""
        return METHODS[method](self, call, report)

    def info(self) -> dict[str, object]:
        """What this host is and has."""
        engines: dict[str, object] = {}
        for name, entry in ENGINES.items():
            installed = installed_package(entry.packages)
            engines[name] = {
                "version": installed and installed[1],
                "capabilities": list(entry.capabilities),
            }
        return {
            "pid": os.getpid(),
            "python": platform.python_version(),
            "models": len(self._held),
            "sets": len(self._sets),
            "engines": engines,
        }

    def prepare(self, call: Params, report: Report) -> dict[str, object]:
        """Gathers and bins rows once, for any number of fits."""
        name = call.text("engine")
        entry = find_engine(name)
        columns = call.texts("columns")
        matrix = map_matrix(call.text("matrix"))
        rows = read_rows(call.text("rows"), matrix)
        target = _target(call.text("target"), rows.size)
        weight_path = call.optional_text("weight")
        weight = None if weight_path is None else _weight(weight_path, rows.size)
        stopping = None if call.value("stopping") is None else call.integers("stopping", 0, rows.size)
        threads = call.integer("threads", 1, 4096)
        wanted = call.text("device")
        call.done()
        positions = matrix.positions(columns)
        classes: npt.NDArray[np.int64] = np.unique(target)
        places = np.searchsorted(classes, target)
        if weight is not None:
            weightless = np.bincount(places, weights=weight) == 0
            if bool(weightless.any()):
                raise InvalidInputError(f"all rows of class {classes[weightless][0]} weigh 0: nothing is learned of it")

        def part(chosen: slice | npt.NDArray[np.intp] | None) -> Part:
            if chosen is None:
                return Part(matrix, positions, rows, places, weight)
            return Part(
                matrix, positions, rows.select(chosen), places[chosen], None if weight is None else weight[chosen]
            )

        if stopping is None:
            data = Data(classes.tolist(), part(None), None)
        else:
            if "stopping" not in entry.capabilities:
                raise InvalidInputError(f"{name} cannot stop early")
            first, last = stopping
            learn = np.concatenate([np.arange(first), np.arange(last, rows.size)])
            if len(np.unique(places[learn])) < len(classes):
                raise InvalidInputError("the stopping slice has a class that the rows left to learn from lack")
            data = Data(classes.tolist(), part(learn), part(slice(first, last)))
        engine = entry.load()
        report(0, rows.size)
        device, note = self._device(name, engine, wanted)
        started = time.perf_counter()
        prepared = engine.prepare(data, threads, device)
        seconds = time.perf_counter() - started
        report(rows.size, rows.size)
        key = f"{name}-set-{secrets.token_hex(8)}"
        self._sets[key] = HeldSet(name, prepared, columns, device, note)
        return {"id": key, "seconds": seconds, "device": device, "note": note}

    def fit(self, call: Params, report: Report) -> dict[str, object]:
        """Fits a model on a prepared set and keeps it; its importances go to a file."""
        held = self._set(call.text("set"))
        training = Training(seed=call.integer("seed", 0, 2**32 - 1), threads=call.integer("threads", 1, 4096))
        params = Params(f"{held.engine} parameter", call.value("params"))
        out = call.text("importances")
        call.done()
        started = time.perf_counter()
        model = held.prepared.fit(training, params, report)
        seconds = time.perf_counter() - started
        save_array(out, model.importances)
        return {
            **self._keep(held.engine, model, held.columns),
            "seconds": seconds,
            "threads": training.threads,
            "device": model.device,
            "note": held.note,
        }

    def load(self, call: Params) -> dict[str, object]:
        """Takes in a model that was saved; its importances go to a file."""
        name, path, columns = call.text("engine"), call.text("path"), call.texts("columns")
        classes = call.integers("classes", -(2**31), 2**31)
        out = call.text("importances")
        call.done()
        engine = find_engine(name).load()
        if not isinstance(engine, Loading):
            raise InvalidInputError(f"{name} has no format of its own to load")
        model = engine.load(path, classes)
        if len(model.importances) != len(columns):
            raise InvalidInputError(f"the model in {path} has {len(model.importances)} columns, not {len(columns)}")
        save_array(out, model.importances)
        return {**self._keep(name, model, columns), "device": model.device}

    def save(self, call: Params) -> dict[str, object]:
        """Writes a model in its engine's own open format."""
        held, path = self._find(call.text("id")), call.text("path")
        call.done()
        if not isinstance(held.model, Explained):
            raise InvalidInputError("this engine has no open format of its own; its models cannot be saved")
        held.model.save(path)
        return {"path": path}

    def predict(self, call: Params, report: Report) -> dict[str, object]:
        """Probabilities (rows, classes) into a file; block by block, so that the rows are never gathered at once."""
        held = self._find(call.text("id"))
        return self._over_rows(held, held.model.predict, call, report)

    def contributions(self, call: Params, report: Report) -> dict[str, object]:
        """Contributions (rows, columns + 1), or of each class so many, into a file; block by block."""
        held = self._find(call.text("id"))
        if not isinstance(held.model, Explained):
            raise InvalidInputError("this engine gives no contributions")
        return self._over_rows(held, held.model.contributions, call, report)

    def _over_rows(
        self, held: HeldModel, work: Callable[[Floats], Doubles], call: Params, report: Report
    ) -> dict[str, object]:
        matrix = map_matrix(call.text("matrix"))
        rows = read_rows(call.text("rows"), matrix)
        positions = matrix.positions(held.columns)
        threads = call.integer("threads", 1, 4096)
        out = call.text("out")
        call.done()

        # Every thread gets a block of few rows too.
        step = min(BLOCK, -(-rows.size // threads))
        starts = range(0, rows.size, step)

        def block(start: int) -> Doubles:
            return work(rows.part(start, start + step).gather(matrix, positions))

        result = np.empty((0, 0))
        with ThreadPoolExecutor(threads) as pool:
            for at in range(0, len(starts), threads):
                report(starts[at], rows.size)
                now = starts[at : at + threads]
                for start, values in zip(now, pool.map(block, now), strict=True):
                    if start == 0:
                        result = np.empty((rows.size, values.shape[1]), np.float64)
                    result[start : start + step] = values
        report(rows.size, rows.size)
        save_array(out, result)
        return {"rows": rows.size, "width": result.shape[1]}

    def release(self, call: Params) -> dict[str, object]:
        """Forgets a model or a set; one that is not there is no error."""
        key = call.text("id")
        call.done()
        return {"released": (self._held.pop(key, None) or self._sets.pop(key, None)) is not None}

    def _keep(self, engine: str, model: Model, columns: list[str]) -> dict[str, object]:
        key = f"{engine}-{secrets.token_hex(8)}"
        self._held[key] = HeldModel(model, columns)
        package = installed_package(find_engine(engine).packages)
        versions = {"python": platform.python_version()} | ({} if package is None else {package[0]: package[1]})
        return {"id": key, "classes": model.classes, "facts": model.facts, "versions": versions}

    def _device(self, name: str, engine: Engine, wanted: str) -> tuple[Device, str | None]:
        """The device to train on, and why it is not the GPU where 'auto' would have liked one."""
        if wanted == "cpu":
            return "cpu", None
        if wanted not in ("auto", "cuda"):
            raise InvalidInputError(f"the device '{wanted}' is none of auto, cpu, cuda")
        if name not in self._accelerators:
            try:
                self._accelerators[name] = engine.accelerator()
            except DeviceError as error:
                self._accelerators[name] = error
        found = self._accelerators[name]
        if isinstance(found, str):
            return found, None
        if wanted == "cuda":
            raise DeviceError(str(found))
        return "cpu", str(found)

    def _set(self, key: str) -> HeldSet:
        if key not in self._sets:
            raise InvalidInputError(
                f"the set {key} is not in this engine host: it was released, or the host has been restarted since"
            )
        return self._sets[key]

    def _find(self, key: str) -> HeldModel:
        if key not in self._held:
            raise InvalidInputError(
                f"the model {key} is not in this engine host: it was released, or the host has been restarted since"
            )
        return self._held[key]


METHODS: Mapping[str, Callable[[Service, Params, Report], dict[str, object]]] = {
    "info": lambda service, _call, _report: service.info(),
    "prepare": Service.prepare,
    "fit": Service.fit,
    "predict": Service.predict,
    "contributions": Service.contributions,
    "save": lambda service, call, _report: service.save(call),
    "load": lambda service, call, _report: service.load(call),
    "release": lambda service, call, _report: service.release(call),
    "study/open": lambda service, call, _report: service.studies.open(call),
    "study/list": lambda service, call, _report: service.studies.names(call),
    "study/ask": lambda service, call, _report: service.studies.ask(call),
    "study/report": lambda service, call, _report: service.studies.report(call),
    "study/tell": lambda service, call, _report: service.studies.tell(call),
    "study/close": lambda service, call, _report: service.studies.close(call),
}


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
