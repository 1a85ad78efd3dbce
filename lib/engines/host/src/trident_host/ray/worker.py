"""The worker: the host's own service on a node of the cluster, where the files of a call arrive as bytes."""

import os
import platform
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from trident_host.errors import Cancelled
from trident_host.params import Params
from trident_host.ray.copies import Copies, Original, sees
from trident_host.service import Service


@dataclass(frozen=True)
class Call:
    """A call of the protocol on its way to a worker; `files` has what it reads, by the argument that names it."""

    method: str
    arguments: Mapping[str, object]
    files: Mapping[str, bytes]
    written: tuple[str, ...]
    """The arguments that name files which the call writes."""


@dataclass(frozen=True)
class Answer:
    """What a call gave, with what it wrote, by argument."""

    result: dict[str, object]
    files: dict[str, bytes]


@dataclass(frozen=True)
class Refusal:
    """What a call raised, `Cancelled` too; classes of libraries might not be known on the other side."""

    kind: str
    message: str
    traceback: str


class Worker:
    """Knows nothing of Ray, which makes an actor of it: `run` in one thread, `progress` and `cancel` in another."""

    def __init__(self) -> None:
        """Starts without sets and models."""
        self._node = platform.node()
        self._service = Service()
        self._copies = Copies()
        self._progress = (0, 0, 0)
        self._cancelled = 0

    def info(self) -> dict[str, object]:
        """What this worker is and has, as the host tells it."""
        return self._service.info() | {"node": self._node}

    def run(self, serial: int, call: Call) -> Answer | Refusal:
        """Answers one call; a call's serial is how progress and cancel name it."""

        def report(done: int, total: int) -> None:
            self._progress = (serial, done, total)
            if self._cancelled == serial:
                raise Cancelled

        try:
            with TemporaryDirectory(prefix="trident-") as folder:
                arguments = dict(call.arguments)
                for name in (*call.files, *call.written):
                    # A model's format follows from the name of its file.
                    path = Path(folder, name, Path(str(arguments[name])).name)
                    path.parent.mkdir()
                    arguments[name] = str(path)
                    if name in call.files:
                        path.write_bytes(call.files[name])
                result = self._service.answer(call.method, Params("argument", arguments), report)
                return Answer(result, {name: Path(str(arguments[name])).read_bytes() for name in call.written})
        except Cancelled:
            return Refusal("Cancelled", "", "")
        except Exception as error:
            told = f"on the node {self._node}, process {os.getpid()}: {traceback.format_exc()}"
            return Refusal(type(error).__name__, str(error) or "no more was said", told)

    def progress(self, serial: int) -> tuple[int, int]:
        """How far a call is."""
        known, done, total = self._progress
        return (done, total) if known == serial else (0, 0)

    def cancel(self, serial: int) -> None:
        """Ends a call at its next word of progress; one that has ended already is left alone."""
        self._cancelled = serial

    def sees(self, path: str, size: int, modified: int) -> bool:
        """Whether this node shares a file with the client's machine."""
        return sees(path, size, modified)

    def find(self, original: Original) -> str | None:
        """Where this node has a copy of a file; None if it is to be sent."""
        return self._copies.find(original)

    def receive(self, original: Original, part: bytes) -> str | None:
        """Takes in the next part of a file; gives the copy's path once it is whole."""
        return self._copies.receive(original, part)
