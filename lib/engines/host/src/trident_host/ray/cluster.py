"""Ray itself: joining a cluster, workers as actors, and what is heard of them and of the head."""

import os
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from typing import NoReturn, cast

import ray  # pyright: ignore[reportMissingModuleSource] - it is installed by those alone who use it
from ray.exceptions import (  # pyright: ignore[reportMissingModuleSource]
    GetTimeoutError,
    RayActorError,
    RayError,
    WorkerCrashedError,
)

import trident_host
from trident_host.engines.engine import Report
from trident_host.errors import Cancelled, RemoteError
from trident_host.ray.copies import Original
from trident_host.ray.service import WorkerLost
from trident_host.ray.worker import Answer, Call, Refusal, Worker

SILENCE_SECONDS = 10
"""How long the head may say nothing."""

START_SECONDS = 120
"""How long a worker may take until it runs: others may have the room, and a node may have to be started."""

CANCEL_SECONDS = 0.5
"""How long a cancelled call may go on; then its worker is ended. The client ends this process a little later."""

TICK_SECONDS = 0.05
POLL_SECONDS = 0.5
"""How often a cancel is looked for, and how often a worker is asked how far it is."""

CONTROL = "control"
"""The group of methods that are answered while a call runs: Ray's own cancel does not interrupt one."""


class RayCluster:
    """A cluster that this process has joined."""

    def __init__(self, address: str, cpus: int, gpus: float) -> None:
        """Joins; each worker is given so many CPUs, and such a share of a GPU or so many of them."""
        self._address, self._cpus, self._gpus = address, cpus, gpus
        self._silent = 0
        # Threads that wait for each other sleep: where cores are shared, those that spin keep the others from working.
        policy = os.environ.get("OMP_WAIT_POLICY", "passive")
        # Workers run the code of this process, whatever lies on their nodes.
        package = str(Path(trident_host.__file__).parent)
        environment = {"py_modules": [package], "env_vars": {"OMP_WAIT_POLICY": policy, "PYTHONUTF8": "1"}}
        try:
            # Ray waits for minutes for a head that has ended; its port answers at once.
            host, _, port = address.rpartition(":")
            socket.create_connection((host.strip("[]"), int(port)), SILENCE_SECONDS).close()
            ray.init(address=address, logging_level="error", runtime_env=environment)
        except (RayError, OSError, RuntimeError, ValueError) as error:
            self.give_up(f"the Ray cluster at {address} cannot be joined: {_first_line(error)}")
        Thread(target=self._listen, daemon=True).start()
        Thread(target=self._count, daemon=True).start()

    def seat(self) -> "ActorSeat":
        """Starts a worker; waits until there is room."""
        rooms = [node["Resources"] for node in ray.nodes() if node["Alive"]]
        if not any(room.get("CPU", 0) >= self._cpus and room.get("GPU", 0) >= self._gpus for room in rooms):
            self.give_up(f"no node of the Ray cluster at {self._address} has {self._wanted()}")
        made = ray.remote(num_cpus=self._cpus, num_gpus=self._gpus, concurrency_groups={CONTROL: 1})
        actor = made(Worker).remote()
        try:
            return ActorSeat(actor, cast(dict[str, object], ray.get(actor.info.remote(), timeout=START_SECONDS)))
        except GetTimeoutError:
            self.give_up(f"no worker could be started in {START_SECONDS} s: {self._wanted()} are not free")
        except RayActorError as error:
            raise WorkerLost(f"a worker ended before it could work: {_first_line(error)}") from error

    def nodes(self) -> list[dict[str, object]]:
        """The name, CPUs and GPUs of each machine."""
        return [
            {"name": node["NodeName"], "cpus": node["Resources"].get("CPU", 0), "gpus": node["Resources"].get("GPU", 0)}
            for node in ray.nodes()
            if node["Alive"]
        ]

    def give_up(self, why: str) -> NoReturn:
        """Ends this process; what it says last is what the client shows."""
        print(why, file=sys.stderr, flush=True)  # noqa: T201 - for the client
        os._exit(1)

    def _wanted(self) -> str:
        return f"{self._cpus} CPUs" + (f" and {self._gpus:g} GPUs" if self._gpus > 0 else "")

    def _listen(self) -> None:
        """Asks the head for a sign of life, again and again; a question may hang."""
        while True:
            try:
                ray.nodes()
                self._silent = 0
            except Exception as error:
                print(_first_line(error), file=sys.stderr, flush=True)  # noqa: T201 - the sentence comes later
            time.sleep(1)

    def _count(self) -> None:
        """Counts seconds without one; while this process is stopped, none pass."""
        while True:
            time.sleep(1)
            self._silent += 1
            if self._silent > SILENCE_SECONDS:
                self.give_up(f"the head of the Ray cluster at {self._address} has said nothing for {SILENCE_SECONDS} s")


class ActorSeat:
    """A worker that runs as an actor."""

    def __init__(self, actor: "ray.ActorHandle", info: dict[str, object]) -> None:
        """`info` is what it said of itself."""
        self.info = info
        self._actor = actor
        self._serial = 0

    def run(self, call: Call, report: Report) -> Answer:
        """Waits for the worker's answer."""
        given = cast(Answer | Refusal, self._await("run", [call], report))
        if isinstance(given, Answer):
            return given
        if given.kind == Cancelled.__name__:
            raise Cancelled
        raise RemoteError(given.kind, given.message, given.traceback)

    def sees(self, path: str, size: int, modified: int, report: Report) -> bool:
        """As Worker.sees."""
        return cast(bool, self._await("sees", [path, size, modified], report))

    def find(self, original: Original, report: Report) -> str | None:
        """As Worker.find."""
        return cast(str | None, self._await("find", [original], report))

    def receive(self, original: Original, part: bytes, report: Report) -> str | None:
        """As Worker.receive."""
        return cast(str | None, self._await("receive", [original, part], report))

    def _await(self, method: str, arguments: Sequence[object], report: Report) -> object:
        self._serial += 1
        given = [self._serial, *arguments] if method == "run" else arguments
        try:
            reference = getattr(self._actor, method).remote(*given)
            polled = time.monotonic()
            while not self._is_there(reference, TICK_SECONDS):
                done, total = 0, 1
                if time.monotonic() > polled + POLL_SECONDS:
                    done, total = self._progress()
                    polled = time.monotonic()
                try:
                    report(done, total)
                except Cancelled:
                    self._cancel(reference)
                    raise
            return ray.get(reference)
        except (RayActorError, WorkerCrashedError) as error:
            node = f"process {self.info['pid']} on the node {self.info['node']}"
            raise WorkerLost(f"the worker has ended, {node}: {_first_line(error)}") from error

    def _is_there(self, reference: "ray.ObjectRef", seconds: float) -> bool:
        ready, _ = ray.wait([reference], timeout=seconds)
        return len(ready) > 0

    def _progress(self) -> tuple[int, int]:
        asked = self._actor.progress.options(concurrency_group=CONTROL).remote(self._serial)
        try:
            return cast(tuple[int, int], ray.get(asked, timeout=POLL_SECONDS))
        except GetTimeoutError:
            return 0, 1

    def _cancel(self, reference: "ray.ObjectRef") -> None:
        self._actor.cancel.options(concurrency_group=CONTROL).remote(self._serial)
        if not self._is_there(reference, CANCEL_SECONDS):
            # The next call finds it lost, and starts another one.
            ray.kill(self._actor)


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
