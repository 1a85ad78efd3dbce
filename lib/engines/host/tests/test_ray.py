"""The service over a cluster, without Ray: workers are objects of this process, and are lost when a test says so."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from conftest import WriteMatrix
from trident_host.arrays import save_array
from trident_host.engines.engine import Report
from trident_host.errors import Cancelled, InvalidInputError, RemoteError
from trident_host.params import Params
from trident_host.ray import service as ray_service
from trident_host.ray.copies import Copies, Original
from trident_host.ray.service import RayService, WorkerLost
from trident_host.ray.worker import Answer, Call, Refusal, Worker
from trident_host.service import Service

ROWS = 400
PARAMS = {
    **{"trees": 6, "leaves": 7, "maxDepth": 4, "learningRate": 0.1, "subsample": 0.8, "columnShare": 0.8},
    **{"minSamplesLeaf": 5, "lambda": 1.0, "alpha": 0.0, "classWeight": "balanced", "stoppingRounds": None},
}


def quiet(_done: int, _total: int) -> None:
    """Hears nothing."""


@dataclass
class Here:
    """A worker in this process."""

    cluster: "Inside"
    worker: Worker = field(default_factory=Worker)
    is_lost: bool = False

    @property
    def info(self) -> dict[str, object]:
        return self.cluster.changed(self.worker.info())

    def run(self, call: Call, report: Report) -> Answer:
        self._live(call.method)
        report(0, 1)
        given = self.worker.run(1, call)
        if isinstance(given, Refusal):
            raise RemoteError(given.kind, given.message, given.traceback)
        return given

    def sees(self, path: str, size: int, modified: int, report: Report) -> bool:  # noqa: ARG002
        self._live("sees")
        return self.cluster.shares and self.worker.sees(path, size, modified)

    def find(self, original: Original, report: Report) -> str | None:  # noqa: ARG002
        return self.worker.find(original)

    def receive(self, original: Original, part: bytes, report: Report) -> str | None:  # noqa: ARG002
        self.cluster.received.append(len(part))
        return self.worker.receive(original, part)

    def _live(self, method: str) -> None:
        self.is_lost = self.is_lost or method == self.cluster.dies_in
        if self.is_lost:
            self.cluster.dies_in = self.cluster.dies_in if self.cluster.always else None
            raise WorkerLost(f"lost in {method}")


@dataclass
class Inside:
    """Gives workers; the one that is asked for `dies_in` is lost with all that it has."""

    shares: bool = True
    dies_in: str | None = None
    always: bool = False
    other_version: str | None = None
    seats: list[Here] = field(default_factory=list[Here])
    received: list[int] = field(default_factory=list[int])

    def seat(self) -> Here:
        self.seats.append(Here(self))
        return self.seats[-1]

    def nodes(self) -> list[dict[str, object]]:
        return [{"name": "here", "cpus": 2, "gpus": 0}]

    def give_up(self, why: str) -> NoReturn:
        raise SystemExit(why)

    def changed(self, info: dict[str, object]) -> dict[str, object]:
        if self.other_version is not None:
            engines = info["engines"]
            assert isinstance(engines, dict)
            engines["lightgbm"] = {"version": self.other_version, "capabilities": []}
        return info


@dataclass
class Files:
    """What a client writes and reads."""

    folder: Path
    matrix: str

    def path(self, name: str) -> str:
        return str(self.folder / name)


@pytest.fixture
def files(tmp_path: Path, write_matrix: WriteMatrix) -> Files:
    random = np.random.default_rng(1)
    values = random.standard_normal((5, ROWS)).astype(np.float32)
    made = Files(tmp_path, write_matrix(values))
    np.save(made.path("rows.npy"), np.array([[0, 300]], np.uint32))
    np.save(made.path("target.npy"), (values[0, :300] > 0).astype(np.int8))
    np.save(made.path("later.npy"), np.array([[300, ROWS]], np.uint32))
    save_array(made.path("weight.npy"), random.uniform(0.5, 1, 300))
    return made


def talk(service: Service | RayService, files: Files, lost: Inside | None = None, dies_in: str | None = None) -> bytes:
    """A training as a client has it: what it wrote, all in one."""

    def call(method: str, **arguments: object) -> dict[str, object]:
        if lost is not None and dies_in == method:
            lost.dies_in = method
        return service.answer(method, Params("argument", arguments), quiet)

    path = files.path
    made = call(
        "prepare",
        **{"engine": "lightgbm", "matrix": files.matrix, "columns": [f"f{j}" for j in range(5)], "device": "cpu"},
        **{"threads": 1, "rows": path("rows.npy"), "target": path("target.npy"), "weight": path("weight.npy")},
        **{"stopping": None},
    )
    fitted = call("fit", set=made["id"], seed=3, threads=1, params=PARAMS, importances=path("importances.npy"))
    assert call("release", id=made["id"]) == {"released": True}
    scored = {"matrix": files.matrix, "rows": path("later.npy"), "threads": 1}
    call("predict", id=fitted["id"], out=path("out.npy"), **scored)
    call("contributions", id=fitted["id"], out=path("shap.npy"), **scored)
    call("save", id=fitted["id"], path=path("model.txt"))
    loaded = {"engine": "lightgbm", "columns": [f"f{j}" for j in range(5)], "classes": [0, 1]}
    again = call("load", path=path("model.txt"), importances=path("again.npy"), **loaded)
    call("predict", id=again["id"], out=path("second.npy"), **scored)
    assert call("release", id=fitted["id"]) == {"released": True}
    assert call("release", id=fitted["id"]) == {"released": False}
    names = ("importances.npy", "out.npy", "shap.npy", "model.txt", "again.npy", "second.npy")
    return b"".join(Path(path(name)).read_bytes() for name in names)


@pytest.mark.parametrize("shares", [True, False])
def test_gives_what_the_host_gives(files: Files, shares: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(ray_service, "CHUNK", 5000)
    cluster = Inside(shares)
    service = RayService(cluster)
    assert talk(service, files) == talk(Service(), files)
    assert len(cluster.seats) == 1
    assert sum(cluster.received) == (0 if shares else Path(files.matrix).stat().st_size)
    info = service.answer("info", Params("argument", {}), quiet)
    assert (info["sets"], info["models"], info["nodes"]) == (0, 1, cluster.nodes())


@pytest.mark.parametrize("method", ["sees", "prepare", "fit", "release", "predict", "contributions", "save", "load"])
def test_another_worker_makes_again_what_a_lost_one_had(files: Files, method: str) -> None:
    cluster = Inside(dies_in=method)
    service = RayService(cluster)
    assert talk(service, files, cluster, method) == talk(Service(), files)
    assert len(cluster.seats) > 1
    # A set that was made again for a model alone is let go.
    assert cluster.seats[-1].worker.info()["sets"] == 0


def test_a_call_that_ends_its_workers_ends_the_process(files: Files) -> None:
    with pytest.raises(SystemExit, match="3 workers were lost during one call; of the last one: lost in fit"):
        talk(RayService(Inside(dies_in="fit", always=True)), files)


def test_refuses_a_node_of_other_packages(files: Files) -> None:
    with pytest.raises(SystemExit, match=r"other packages than this machine, .*: lightgbm 1\.0, not \d"):
        talk(RayService(Inside(other_version="1.0")), files)


def test_what_a_call_raises_keeps_its_name_and_words(files: Files) -> None:
    service = RayService(Inside())
    with pytest.raises(RemoteError, match="unknown engine 'oracle'") as caught:
        service.answer(
            "prepare",
            Params(
                "argument", {"engine": "oracle", "rows": files.path("rows.npy"), "target": files.path("target.npy")}
            ),
            quiet,
        )
    assert caught.value.kind == "InvalidInputError"
    assert "on the node " in caught.value.traceback
    with pytest.raises(RemoteError, match="the model nobody is not in this engine host"):
        arguments = {"id": "nobody", "rows": files.path("rows.npy"), "out": files.path("out.npy")}
        service.answer("predict", Params("argument", arguments), quiet)


def test_a_worker_hears_cancel_and_says_how_far_it_is(files: Files) -> None:
    worker = Worker()
    rows = {name: Path(files.path(f"{name}.npy")).read_bytes() for name in ("rows", "target")}
    arguments = {
        **{"engine": "lightgbm", "matrix": files.matrix, "columns": ["f0", "f1"], "device": "cpu", "threads": 1},
        **{"rows": "rows.npy", "target": "target.npy", "weight": None, "stopping": None},
    }
    worker.cancel(7)
    assert worker.run(7, Call("prepare", arguments, rows, ())) == Refusal(Cancelled.__name__, "", "")
    # The cancel of one call is none of another.
    assert isinstance(worker.run(8, Call("prepare", arguments, rows, ())), Answer)
    assert (worker.progress(8), worker.progress(9)) == ((300, 300), (0, 0))


def test_a_copy_travels_to_a_node_once_and_goes_when_another_comes(tmp_path: Path) -> None:
    paths = [tmp_path / "first.arrow", tmp_path / "second.arrow"]
    for path in paths:
        path.write_bytes(path.name.encode() * 1000)
    first, second = (Original.of(str(path)) for path in paths)
    folder = tmp_path / "copies"
    one, other = Copies(folder), Copies(folder)
    assert one.find(first) is None
    content = paths[0].read_bytes()
    assert one.receive(first, content[:10]) is None
    place = one.receive(first, content[10:])
    assert place is not None
    assert Path(place).read_bytes() == content
    assert [one.find(first), other.find(first)] == [place, place]
    assert folder.stat().st_mode & 0o077 == 0

    assert other.find(second) is None
    assert Path(place).exists()
    with pytest.raises(InvalidInputError, match="has changed on its way"):
        other.receive(second, b"x" * second.size)
    with pytest.raises(InvalidInputError, match="nobody asked for"):
        other.receive(second, b"x")
    del one, other
    assert Copies(folder).find(second) is None
    assert not Path(place).exists()


def test_a_folder_of_copies_that_others_can_read_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir(mode=0o755)
    with pytest.raises(InvalidInputError, match="is open to other users of this node"):
        Copies(folder).find(Original("a.arrow", 1, "0"))
