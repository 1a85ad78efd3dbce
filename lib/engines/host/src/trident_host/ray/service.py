"""Answers the host's protocol by a worker somewhere in the cluster, and by another one if that is lost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn, Protocol, cast

from trident_host.engines.engine import Report
from trident_host.params import Params
from trident_host.ray.copies import Original
from trident_host.ray.worker import Answer, Call
from trident_host.service import Service

ATTEMPTS = 3
"""Workers that may be lost during one call: then it is the call that ends them."""

CHUNK = 64 * 2**20
"""Bytes of a matrix that travel at a time."""


@dataclass(frozen=True)
class Files:
    """Arguments of a method that name files: those that it reads, and those that it writes."""

    read: tuple[str, ...]
    written: tuple[str, ...]


FILES: Mapping[str, Files] = {
    "prepare": Files(("rows", "target", "weight"), ()),
    "fit": Files((), ("importances",)),
    "predict": Files(("rows",), ("out",)),
    "contributions": Files(("rows",), ("out",)),
    "save": Files((), ("path",)),
    "load": Files(("path",), ("importances",)),
}
MAKING = ("prepare", "fit", "load")
"""Methods that leave a set or a model with the worker."""


class WorkerLost(Exception):  # noqa: N818 - the message says what happened
    """A worker has ended, with all its sets and models."""


class Seat(Protocol):
    """A worker that runs somewhere; each method raises WorkerLost once it does no longer, and Cancelled."""

    @property
    def info(self) -> dict[str, object]:
        """As Worker.info."""
        ...

    def run(self, call: Call, report: Report) -> Answer:
        """As Worker.run; what the call raised there is raised as RemoteError."""
        ...

    def sees(self, path: str, size: int, modified: int, report: Report) -> bool:
        """As Worker.sees."""
        ...

    def find(self, original: Original, report: Report) -> str | None:
        """As Worker.find."""
        ...

    def receive(self, original: Original, part: bytes, report: Report) -> str | None:
        """As Worker.receive."""
        ...


class Cluster(Protocol):
    """What gives workers."""

    def seat(self) -> Seat:
        """Starts a worker where there is room."""
        ...

    def nodes(self) -> list[dict[str, object]]:
        """The name, CPUs and GPUs of each machine."""
        ...

    def give_up(self, why: str) -> NoReturn:
        """Ends this process with a sentence."""
        ...


@dataclass
class Held:
    """A set or a model: the call that made it, by which another worker makes the same again, and where it is now."""

    call: Call
    of: "dict[str, Held]"
    """What the call refers to, by argument."""
    seat: Seat | None
    key: str
    """Its name there."""
    is_released: bool = False


class RayService:
    """The sets and models of one client. They are all with one worker: a set stays where it was binned."""

    def __init__(self, cluster: Cluster) -> None:
        """The worker is started by the first call."""
        self._cluster = cluster
        # Studies are files of this machine, and workers must have what is installed on it.
        self._own = Service()
        self._seat: Seat | None = None
        self._held: dict[str, Held] = {}
        self._places: dict[tuple[str, int, int], str] = {}

    def answer(self, method: str, call: Params, report: Report) -> dict[str, object]:
        """Answers one call of the protocol."""
        if method.startswith("study/"):
            return self._own.answer(method, call, report)
        arguments = call.everything()
        if method == "info":
            return self._info()
        if method == "release":
            return {"released": self._release(str(arguments.get("id")), report)}
        known = FILES[method]
        paths = [name for name in known.read if isinstance(arguments.get(name), str)]
        files = {name: Path(str(arguments[name])).read_bytes() for name in paths}
        sent = Call(method, arguments, files, known.written)
        referred = ((name, self._held.get(str(arguments.get(name)))) for name in ("set", "id"))
        of = {name: held for name, held in referred if held is not None}
        seat, answer = self._persist(lambda seat: self._ask(seat, sent, of, report))
        for name, content in answer.files.items():
            Path(str(arguments[name])).write_bytes(content)
        if method in MAKING:
            key = str(answer.result["id"])
            self._held[key] = Held(sent, of, seat, key)
        return answer.result

    def _info(self) -> dict[str, object]:
        """As the host tells it, of this machine, for workers have the same packages; and the cluster's nodes."""
        sets = sum(held.call.method == "prepare" for held in self._held.values())
        counts = {"sets": sets, "models": len(self._held) - sets}
        return self._own.info() | counts | {"nodes": self._cluster.nodes()}

    def _persist(self, work: Callable[[Seat], Answer]) -> tuple[Seat, Answer]:
        """Does it with another worker where one is lost."""
        losses = 0
        while True:
            try:
                seat = self._sit()
                return seat, work(seat)
            except WorkerLost as lost:
                self._stand_up()
                losses += 1
                if losses == ATTEMPTS:
                    self._cluster.give_up(f"{ATTEMPTS} workers were lost during one call; of the last one: {lost}")

    def _sit(self) -> Seat:
        if self._seat is None:
            seat = self._cluster.seat()
            own, there = self._own.info(), seat.info
            packages = cast(Mapping[str, dict[str, object]], own["engines"])
            others = cast(Mapping[str, dict[str, object]], there["engines"])
            differing = [
                f"{name} {others[name]['version']}, not {packages[name]['version']}"
                for name in packages
                if others[name]["version"] != packages[name]["version"]
            ]
            if differing:
                self._cluster.give_up(
                    f"the node {there['node']} has other packages than this machine, and would train other models: "
                    f"{'; '.join(differing)}. Start its Ray in an environment of the same packages"
                )
            self._seat = seat
        return self._seat

    def _stand_up(self) -> None:
        """Forgets a worker that is lost."""
        self._seat = None
        self._places.clear()

    def _ask(self, seat: Seat, call: Call, of: Mapping[str, Held], report: Report) -> Answer:
        """Has the worker answer, once it has all that the call refers to."""
        arguments = dict(call.arguments)
        for name, held in of.items():
            arguments[name] = self._key(seat, held, report)
        if "matrix" in arguments:
            arguments["matrix"] = self._place(seat, str(arguments["matrix"]), report)
        answer = seat.run(replace(call, arguments=arguments), report)
        for held in of.values():
            # A set that was made again for the sake of a model alone.
            if held.is_released and call.method == "fit":
                self._forget(seat, held, report)
        return answer

    def _key(self, seat: Seat, held: Held, report: Report) -> str:
        """What the worker calls a set or a model, which is made again if an earlier worker had it."""
        if held.seat is not seat:
            held.key = str(self._ask(seat, held.call, held.of, report).result["id"])
            held.seat = seat
        return held.key

    def _place(self, seat: Seat, path: str, report: Report) -> str:
        """Where the worker's node has a matrix; it is sent there unless the node has it already."""
        try:
            status = Path(path).stat()
        except OSError:
            # The worker says what is wrong with it.
            return path
        name = (path, status.st_size, status.st_mtime_ns)
        if name not in self._places:
            self._places[name] = path if seat.sees(*name, report) else self._copy(seat, path, report)
        return self._places[name]

    def _copy(self, seat: Seat, path: str, report: Report) -> str:
        original = Original.of(path)
        place = seat.find(original, report)
        if place is None:
            with Path(path).open("rb") as file:
                while place is None:
                    place = seat.receive(original, file.read(CHUNK), report)
        return place

    def _release(self, key: str, report: Report) -> bool:
        held = self._held.pop(key, None)
        if held is None:
            return False
        held.is_released = True
        # What went with a lost worker needs no release.
        if self._seat is not None and held.seat is self._seat:
            try:
                self._forget(self._seat, held, report)
            except WorkerLost:
                self._stand_up()
        return True

    def _forget(self, seat: Seat, held: Held, report: Report) -> None:
        seat.run(Call("release", {"id": held.key}, {}, ()), report)
        held.seat = None
