"""Optuna's studies in SQLite files: which trials are asked, told and compared with which is the client's to say."""

import json
import math
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import optuna
from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.exceptions import StorageInternalError
from optuna.pruners import BasePruner, MedianPruner, NopPruner
from optuna.samplers import TPESampler
from optuna.storages import RDBStorage
from optuna.study import Study
from optuna.trial import FrozenTrial, TrialState, create_trial
from sqlalchemy import URL
from sqlalchemy.exc import SQLAlchemyError

from trident_host.errors import InvalidInputError
from trident_host.params import Params

SETTINGS = "trident"
"""The user attribute that holds how a study was opened, as JSON text."""

PRUNERS: Mapping[str, type[BasePruner]] = {"none": NopPruner, "median": MedianPruner}
DIRECTIONS = ("maximize", "minimize")
STATES = {
    TrialState.RUNNING: "running",
    TrialState.WAITING: "running",
    TrialState.COMPLETE: "complete",
    TrialState.PRUNED: "pruned",
    TrialState.FAIL: "failed",
}
FINISHED = {"complete": TrialState.COMPLETE, "pruned": TrialState.PRUNED, "failed": TrialState.FAIL}

optuna.logging.set_verbosity(optuna.logging.WARNING)


class OpenStudy:
    """One study of a file, and the part of its history that pruning last compared with."""

    def __init__(self, storage: RDBStorage, study: Study) -> None:
        """Reads how the study was opened from its own attributes."""
        settings = cast(dict[str, object], json.loads(study.user_attrs[SETTINGS]))
        self.storage = storage
        self.study = study
        self.distributions = read_space(settings["space"])
        self.pruner = PRUNERS[str(settings["pruner"])]()
        self._past: tuple[int, Study] | None = None

    def trials(self) -> list[FrozenTrial]:
        """All trials by number."""
        return self.study.get_trials(deepcopy=False)

    def past(self, before: int) -> Study:
        """A study in memory that knows the trials with numbers below `before` alone; kept until another is wanted."""
        if self._past is None or self._past[0] != before:
            self._past = (before, _in_memory(self.study, self.trials()[:before]))
        return self._past[1]


class Studies:
    """The studies that this process has open; every call names its study, so that a restarted host finds it again."""

    def __init__(self) -> None:
        """Starts without studies."""
        self._open: dict[tuple[str, str], OpenStudy] = {}

    def open(self, call: Params) -> dict[str, object]:
        """Makes a study, or opens the one that is there if it was made in the same way; gives its trials.

        Notes are kept with a study that has none yet.
        """
        file, name, settings = call.text("file"), call.text("name"), call.text("settings")
        notes = cast(dict[str, object], call.value("notes"))
        call.done()
        self._forget(file, name)
        described = Params("setting", json.loads(settings))
        direction = described.text("direction")
        if direction not in DIRECTIONS:
            described.refuse("direction", f"one of {', '.join(DIRECTIONS)}")
        if described.text("pruner") not in PRUNERS:
            described.refuse("pruner", f"one of {', '.join(PRUNERS)}")
        read_space(described.value("space"))
        try:
            storage = _storage(file)
            study = optuna.create_study(storage=storage, study_name=name, direction=direction, load_if_exists=True)
        except (SQLAlchemyError, StorageInternalError, RuntimeError, sqlite3.Error) as error:
            raise InvalidInputError(f"{file} is no file of studies that can be opened: {_first_line(error)}") from error
        known = cast(str | None, study.user_attrs.get(SETTINGS))
        # A study that was killed between its making and this line has no trials yet.
        if known is None and not study.get_trials(deepcopy=False) and study.direction.name.lower() == direction:
            study.set_user_attr(SETTINGS, settings)
        elif known != settings:
            raise InvalidInputError(
                f"the study '{name}' of {file} was made with other settings: {known or 'by another program'}"
            )
        for key, note in notes.items():
            if key != SETTINGS and key not in study.user_attrs:
                study.set_user_attr(key, note)
        opened = OpenStudy(storage, study)
        self._open[file, name] = opened
        return {"trials": [_describe(trial) for trial in opened.trials()]}

    def names(self, call: Params) -> dict[str, object]:
        """All studies of a file: how many trials of each have ended, and its notes; none if there is no file."""
        file = call.text("file")
        call.done()
        if not Path(file).exists():
            return {"studies": []}
        try:
            storage = _storage(file)
            ended = tuple(FINISHED.values())
            studies = [
                {
                    "name": study.study_name,
                    "ended": storage.get_n_trials(study._study_id, ended),  # pyright: ignore[reportPrivateUsage]
                    "notes": {key: note for key, note in study.user_attrs.items() if key != SETTINGS},
                }
                for study in storage.get_all_studies()
            ]
        except (SQLAlchemyError, StorageInternalError, RuntimeError, sqlite3.Error) as error:
            raise InvalidInputError(f"{file} is no file of studies that can be opened: {_first_line(error)}") from error
        storage.remove_session()
        storage.engine.dispose()
        return {"studies": studies}

    def ask(self, call: Params) -> dict[str, object]:
        """
        The trials from number `first` on, as many as there are seeds. Those that are there are given as they are; the
        others are drawn by a sampler of their seed, which sees the trials below `past` and, as running, those between.
        """
        opened = self._find(call)
        first, past = call.integer("first", 0, 2**31), call.integer("past", 0, 2**31)
        seeds = call.integers("seeds", 0, 2**32 - 1)
        call.done()
        trials = opened.trials()
        if past > first or first > len(trials):
            raise InvalidInputError(f"trial {first} is asked of a study of {len(trials)} trials")
        if any(not trial.state.is_finished() for trial in trials[:past]):
            raise InvalidInputError(f"trials below {past} are still running")
        if len(trials) < first + len(seeds):
            drawing = _in_memory(opened.study, trials[:past])
            for trial in trials[past:]:
                drawing.add_trial(_running(trial.params, trial.distributions))
            for number in range(len(trials), first + len(seeds)):
                drawing.sampler = TPESampler(seed=seeds[number - first])
                drawn = drawing.ask(opened.distributions)
                # One transaction: a trial is in the file with all its parameters, or not at all.
                opened.study.add_trial(_running(drawn.params, drawn.distributions))
            trials = opened.trials()
            if len(trials) != first + len(seeds):
                raise InvalidInputError(f"another program adds trials to the study '{opened.study.study_name}'")
        return {"trials": [_describe(trial) for trial in trials[first : first + len(seeds)]]}

    def report(self, call: Params) -> dict[str, object]:
        """Keeps an intermediate value, and says whether it is so far behind the trials below `past` as to give up."""
        opened = self._find(call)
        number, step = call.integer("number", 0, 2**31), call.integer("step", 0, 2**31)
        value, past = call.number("value"), call.integer("past", 0, 2**31)
        call.done()
        trial = self._trial(opened, number)
        if not trial.state.is_finished():
            opened.storage.set_trial_intermediate_value(trial._trial_id, step, value)  # pyright: ignore[reportPrivateUsage]
        # A trial that is repeated after a crash has the later steps of its first attempt.
        so_far = {at: old for at, old in trial.intermediate_values.items() if at < step} | {step: value}
        judged = create_trial(
            state=TrialState.RUNNING,
            params=trial.params,
            distributions=trial.distributions,
            intermediate_values=so_far,
        )
        return {"prune": bool(opened.pruner.prune(opened.past(past), judged))}

    def tell(self, call: Params) -> dict[str, object]:
        """Ends a trial. Telling the same again changes nothing; telling something else is refused."""
        opened = self._find(call)
        number, state = call.integer("number", 0, 2**31), call.text("state")
        if state not in FINISHED:
            call.refuse("state", f"one of {', '.join(FINISHED)}")
        value = call.optional_number("value")
        notes = call.value("notes")
        call.done()
        trial = self._trial(opened, number)
        if not trial.state.is_finished():
            for name, note in cast(dict[str, object], notes or {}).items():
                opened.storage.set_trial_user_attr(trial._trial_id, name, note)  # pyright: ignore[reportPrivateUsage]
            opened.study.tell(number, value, state=FINISHED[state])
            trial = self._trial(opened, number)
        told = _describe(trial)
        if told["state"] != state or (state == "complete" and told["value"] != value):
            raise InvalidInputError(f"trial {number} was told as {told['state']}, {told['value']} before")
        return {"trial": told}

    def close(self, call: Params) -> dict[str, object]:
        """Lets go of a study's file."""
        file, name = call.text("file"), call.text("name")
        call.done()
        return {"closed": self._forget(file, name)}

    def _find(self, call: Params) -> OpenStudy:
        file, name = call.text("file"), call.text("name")
        # What is written to a file that was removed is lost without a word.
        if not Path(file).exists():
            self._forget(file, name)
            raise InvalidInputError(f"there is no study '{name}' in {file}: the file is gone")
        if (file, name) not in self._open:
            try:
                storage = _storage(file)
                study = optuna.load_study(study_name=name, storage=storage)
                self._open[file, name] = OpenStudy(storage, study)
            except (KeyError, SQLAlchemyError, StorageInternalError, RuntimeError, sqlite3.Error) as error:
                raise InvalidInputError(f"there is no study '{name}' in {file}: {_first_line(error)}") from error
        return self._open[file, name]

    def _forget(self, file: str, name: str) -> bool:
        opened = self._open.pop((file, name), None)
        if opened is not None:
            opened.storage.remove_session()
            opened.storage.engine.dispose()
        return opened is not None

    def _trial(self, opened: OpenStudy, number: int) -> FrozenTrial:
        study = opened.study._study_id  # pyright: ignore[reportPrivateUsage]
        try:
            return opened.storage.get_trial(opened.storage.get_trial_id_from_study_id_trial_number(study, number))
        except KeyError as error:
            raise InvalidInputError(f"there is no trial {number} in the study '{opened.study.study_name}'") from error


def read_space(described: object) -> dict[str, BaseDistribution]:
    """The distributions of a search space, in its order."""
    if not isinstance(described, Mapping) or not described:
        raise InvalidInputError("a search space must name at least one dimension")
    space = cast(Mapping[str, object], described)
    return {name: _distribution(name, Params(f"dimension '{name}', field", given)) for name, given in space.items()}


def _distribution(name: str, fields: Params) -> BaseDistribution:
    kind = fields.text("type")
    try:
        if kind == "choice":
            choices = fields.value("choices")
            made: BaseDistribution = CategoricalDistribution(cast(Sequence[str | float | int | bool | None], choices))
        elif kind == "int":
            low, high = fields.integer("low", -(2**53), 2**53), fields.integer("high", -(2**53), 2**53)
            made = IntDistribution(
                low, high, log=fields.flag("log"), step=fields.optional_integer("step", 1, 2**53) or 1
            )
        elif kind == "float":
            low, high = fields.number("low"), fields.number("high")
            made = FloatDistribution(low, high, log=fields.flag("log"), step=fields.optional_number("step"))
        else:
            fields.refuse("type", "'int', 'float' or 'choice'")
    except ValueError as error:
        raise InvalidInputError(f"dimension '{name}': {error}") from error
    fields.done()
    return made


def _storage(file: str) -> RDBStorage:
    def connect() -> sqlite3.Connection:
        # A commit need not wait for the disk: a killed process loses nothing that way, and a trial commits ten times.
        connection = sqlite3.connect(file, timeout=60, check_same_thread=False)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection

    url = URL.create("sqlite", database=file).render_as_string()
    return RDBStorage(url, engine_kwargs={"creator": connect})


def _in_memory(study: Study, trials: list[FrozenTrial]) -> Study:
    copy = optuna.create_study(direction=study.direction, sampler=TPESampler(seed=0))
    copy.add_trials(trials)
    return copy


def _running(params: dict[str, object], distributions: dict[str, BaseDistribution]) -> FrozenTrial:
    return create_trial(state=TrialState.RUNNING, params=params, distributions=distributions)


def _describe(trial: FrozenTrial) -> dict[str, object]:
    values = cast(list[float] | None, trial.values) or []
    return {
        "number": trial.number,
        "state": STATES[trial.state],
        "params": trial.params,
        "value": values[0] if values and math.isfinite(values[0]) else None,
        "steps": sorted(trial.intermediate_values.items()),
        "notes": trial.user_attrs,
    }


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
