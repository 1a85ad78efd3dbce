"""Studies beside a plain loop of Optuna's own, and the file as Optuna and optuna-dashboard see it."""

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from trident_host.errors import InvalidInputError
from trident_host.params import Params
from trident_host.studies import Studies

optuna: Any = importlib.import_module("optuna")

SPACE: dict[str, object] = {
    "x": {"type": "float", "low": -5, "high": 5, "log": False, "step": None},
    "rate": {"type": "float", "low": 0.01, "high": 0.3, "log": True, "step": None},
    "n": {"type": "int", "low": 1, "high": 9, "log": False, "step": 2},
    "kind": {"type": "choice", "choices": ["simple", "triple_barrier"]},
}
SETTINGS: dict[str, object] = {"space": SPACE, "direction": "maximize", "seed": 1, "batch": 4, "pruner": "median"}


def value_of(params: dict[str, Any], step: int = 1) -> float:
    return -((params["x"] - 1) ** 2) - abs(params["n"] - 5) * step + (params["kind"] == "simple") - params["rate"]


class Calls:
    """The calls as the client makes them, each possibly on a host of its own."""

    def __init__(self, file: Path, name: str = "s") -> None:
        self.where = {"file": str(file), "name": name}
        self.studies = Studies()

    def open(self, settings: dict[str, object] | None = None, notes: object = None) -> dict[str, Any]:
        how: dict[str, object] = {"settings": json.dumps(settings or SETTINGS), "notes": notes or {}}
        return self.studies.open(Params("argument", self.where | how))

    def names(self) -> object:
        return self.studies.names(Params("argument", {"file": self.where["file"]}))["studies"]

    def ask(self, first: int, past: int, seeds: list[int]) -> list[dict[str, Any]]:
        call = self.where | {"first": first, "past": past, "seeds": seeds}
        return self.studies.ask(Params("argument", call))["trials"]  # pyright: ignore[reportReturnType]

    def report(self, number: int, step: int, value: float, past: int) -> object:
        call = self.where | {"number": number, "step": step, "value": value, "past": past}
        return self.studies.report(Params("argument", call))["prune"]

    def tell(self, number: int, state: str, value: float | None, notes: object = None) -> dict[str, Any]:
        call: dict[str, object] = {"number": number, "state": state, "value": value, "notes": notes or {}}
        return self.studies.tell(Params("argument", self.where | call))["trial"]  # pyright: ignore[reportReturnType]


def run(calls: Calls, trials: int, restart: bool = False) -> None:
    for past in range(0, trials, 4):
        batch = calls.ask(past, past, [1000 + past + i for i in range(4)])
        if restart:
            # Killed after two were asked, and again with one told: the others are asked again, as they were.
            calls.studies = Studies()
            assert calls.ask(past, past, [1000 + past + i for i in range(4)]) == batch
        for trial in batch:
            number, params = trial["number"], trial["params"]
            if calls.report(number, 1, value_of(params), past):
                calls.tell(number, "pruned", None)
            else:
                calls.report(number, 2, value_of(params, 2), past)
                calls.tell(number, "complete", value_of(params, 2), {"note": number})


def plain_loop(trials: int) -> Any:  # noqa: ANN401
    """The same with Optuna alone: a new sampler for each trial, a batch asked before any of it is told."""
    distributions = {
        "x": optuna.distributions.FloatDistribution(-5, 5),
        "rate": optuna.distributions.FloatDistribution(0.01, 0.3, log=True),
        "n": optuna.distributions.IntDistribution(1, 9, step=2),
        "kind": optuna.distributions.CategoricalDistribution(["simple", "triple_barrier"]),
    }
    study = optuna.create_study(direction="maximize")
    pruner = optuna.pruners.MedianPruner()
    for past in range(0, trials, 4):
        batch: list[Any] = []
        for i in range(4):
            study.sampler = optuna.samplers.TPESampler(seed=1000 + past + i)
            batch.append(study.ask(distributions))
        earlier = optuna.create_study(direction="maximize")
        earlier.add_trials(study.trials[:past])
        for trial in batch:
            trial.report(value_of(trial.params), 1)
            if pruner.prune(earlier, study.trials[trial.number]):
                study.tell(trial, state=optuna.trial.TrialState.PRUNED)
            else:
                trial.report(value_of(trial.params, 2), 2)
                study.tell(trial, value_of(trial.params, 2))
    return study


def outline(study: Any) -> list[object]:  # noqa: ANN401
    return [(t.number, t.state.name, t.params, t.value, t.intermediate_values) for t in study.trials]


def test_is_a_plain_loop_restarted_or_not_and_optuna_reads_the_file(tmp_path: Path) -> None:
    expected = outline(plain_loop(12))
    for restart in (False, True):
        # A name that means something in a URL.
        file = tmp_path / f"a b#?%41{restart}.db"
        calls = Calls(file)
        calls.open()
        run(calls, 12, restart)
        url = str(importlib.import_module("sqlalchemy").URL.create("sqlite", database=str(file)))
        found = optuna.load_study(study_name="s", storage=url)
        assert outline(found) == expected
        assert found.best_trial.user_attrs == {"note": found.best_trial.number}
    assert {state for _, state, *_ in expected} == {"COMPLETE", "PRUNED"}  # pyright: ignore[reportGeneralTypeIssues,reportUnknownVariableType]


def test_the_dashboard_opens_it(tmp_path: Path) -> None:
    calls = Calls(tmp_path / "study.db")
    calls.open()
    run(calls, 4)
    storage = optuna.storages.RDBStorage(f"sqlite:///{tmp_path / 'study.db'}")
    app: Any = importlib.import_module("optuna_dashboard").wsgi(storage)
    status: list[str] = []
    environ: dict[str, Any] = {}
    importlib.import_module("wsgiref.util").setup_testing_defaults(environ)
    environ |= {"PATH_INFO": "/api/studies/1", "REQUEST_METHOD": "GET"}

    def start(line: str, _headers: object, _info: object = None) -> None:
        status.append(line)

    body = b"".join(app(environ, start))
    assert status == ["200 OK"]
    answer = json.loads(body)
    assert [trial["number"] for trial in answer["trials"]] == [0, 1, 2, 3]


def test_half_a_batch_does_not_change_the_rest(tmp_path: Path) -> None:
    whole, parts = Calls(tmp_path / "whole.db"), Calls(tmp_path / "parts.db")
    whole.open()
    run(whole, 12)
    parts.open()
    run(parts, 12)
    asked = whole.ask(12, 12, [1012, 1013, 1014, 1015])
    first = parts.ask(12, 12, [1012, 1013])
    for trial in first:
        parts.tell(trial["number"], "complete", value_of(trial["params"], 2))
    rest = parts.ask(14, 12, [1014, 1015])
    assert [trial["params"] for trial in first + rest] == [trial["params"] for trial in asked]


def test_what_does_not_fit_is_refused(tmp_path: Path) -> None:
    calls = Calls(tmp_path / "study.db")
    calls.open()
    calls.open()
    with pytest.raises(InvalidInputError, match="other settings"):
        calls.open(SETTINGS | {"seed": 2})
    [trial] = calls.ask(0, 0, [7])
    told = calls.tell(0, "complete", 1.5)
    assert calls.tell(0, "complete", 1.5) == told
    assert told["params"] == trial["params"]
    with pytest.raises(InvalidInputError, match=r"told as complete, 1\.5 before"):
        calls.tell(0, "complete", 2.5)
    with pytest.raises(InvalidInputError, match="no trial 9"):
        calls.tell(9, "failed", None)
    assert calls.ask(1, 1, [8])[0]["state"] == "running"
    with pytest.raises(InvalidInputError, match="still running"):
        calls.ask(2, 2, [9])
    calls.where["name"] = "gone"
    calls.where["file"] = str(tmp_path / "gone.db")
    calls.open()
    (tmp_path / "gone.db").unlink()
    with pytest.raises(InvalidInputError, match="the file is gone"):
        calls.ask(0, 0, [7])
    text = tmp_path / "text.db"
    text.write_text("ticker,close\n" * 500)
    with pytest.raises(InvalidInputError, match=r"text\.db is no file of studies"):
        Calls(text).open()
    spaces: tuple[dict[str, object], ...] = (
        {},
        {"x": {"type": "int", "low": 3, "high": 1, "log": False, "step": 1}},
        {"x": {"type": "normal"}},
    )
    for space in spaces:
        with pytest.raises(InvalidInputError):
            Calls(tmp_path / "other.db").open(SETTINGS | {"space": space})
    foreign = optuna.create_study(storage=f"sqlite:///{tmp_path / 'foreign.db'}", study_name="s", direction="maximize")
    foreign.add_trial(optuna.create_trial(value=1.0))
    with pytest.raises(InvalidInputError, match="by another program"):
        Calls(tmp_path / "foreign.db").open()


def test_a_file_says_which_studies_it_has(tmp_path: Path) -> None:
    file = tmp_path / "s.db"
    first, second = Calls(file, "first"), Calls(file, "second")
    assert first.names() == []
    assert not file.exists()
    first.open(notes={"data": "a"})
    first.open(notes={"data": "b", "more": 1})
    second.open()
    for trial in first.ask(0, 0, [1, 2, 3])[:2]:
        first.tell(trial["number"], "failed", None)
    assert first.names() == [
        {"name": "first", "ended": 2, "notes": {"data": "a", "more": 1}},
        {"name": "second", "ended": 0, "notes": {}},
    ]
    file.write_text("no database, but long enough to be looked at as one. " * 20)
    with pytest.raises(InvalidInputError, match="no file of studies"):
        Calls(file).names()
