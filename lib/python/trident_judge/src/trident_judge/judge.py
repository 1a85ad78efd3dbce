"""Writes frames to files, calls `trident judge`, reads its answer."""

import html
import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, cast


class PandasFrame(Protocol):
    """A pandas data frame."""

    def to_parquet(self, path: str, *, index: bool) -> object:
        """Write the frame."""
        ...


class PolarsFrame(Protocol):
    """A polars data frame."""

    def write_parquet(self, file: str) -> object:
        """Write the frame."""
        ...


Frame = PandasFrame | PolarsFrame
Source = Frame | str | Path


class JudgeError(Exception):
    """What the command said where it could not judge."""


@dataclass(frozen=True)
class Finding:
    """One answer of a judgement; `kind` is leak, bound or shown."""

    id: str
    question: str
    kind: str
    passed: bool
    sentence: str
    value: float | None
    interval: tuple[float | None, float | None] | None
    numbers: dict[str, float | str | None]
    rows: list[dict[str, float | str | None]]


@dataclass(frozen=True)
class Judgement:
    """What `trident judge --json` says; in a notebook it shows its page."""

    verdict: str
    sentence: str
    findings: list[Finding] = field(repr=False)
    page: Path | None
    json: dict[str, Any] = field(repr=False)
    html: str = field(repr=False)

    def __getitem__(self, name: str) -> Finding:
        """Give the finding of this id."""
        return next(each for each in self.findings if each.id == name)

    def _repr_html_(self) -> str:
        page = html.escape(self.html, quote=True)
        return f'<iframe srcdoc="{page}" sandbox="allow-scripts" style="width:100%;height:80vh;border:0"></iframe>'


def judge(
    frame: Source,
    *,
    market: Source,
    trades: bool = False,
    folds: Source | None = None,
    labels: Source | None = None,
    earlier: Source | None = None,
    trial_returns: Source | None = None,
    trials: int | None = None,
    horizon: int | None = None,
    positions: int | None = None,
    spy: Source | None = None,
    out: str | Path | None = None,
    command: list[str] | None = None,
) -> Judgement:
    """Judge predictions: a frame of pandas or polars, or a file, with ticker, date, score.

    Beside them fold or trained_until, and profit, stop, horizon where it buys. With `trades` the frame has trades:
    ticker, entry_date, exit_date, ret; `recipes` makes both of what other tools return.

    `market` is a frame, file or folder of daily bars, or `synthetic`. `command` is how `trident` is called, if it is
    not found by itself: in the repository that this package lies in, in TRIDENT_HOME, or on the path.

    Raises JudgeError with the command's own line where the input cannot be judged.
    """
    with tempfile.TemporaryDirectory(prefix="trident-judge-") as folder:
        there = Path(folder)
        words = ["judge", _file(frame, there, "predictions"), "--market", _file(market, there, "market")]
        if trades:
            words.append("--trades")
        for name, source in [
            ("folds", folds),
            ("labels", labels),
            ("earlier", earlier),
            ("trial-returns", trial_returns),
            ("spy", spy),
        ]:
            if source is not None:
                words += [f"--{name}", _file(source, there, name)]
        for name, number in [("trials", trials), ("horizon", horizon), ("positions", positions)]:
            if number is not None:
                words += [f"--{name}", str(number)]
        to = there / "out" if out is None else Path(out).resolve()
        done = subprocess.run(
            [*(command or _command()), *words, "--out", str(to), "--json"],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            said = [line for line in done.stderr.splitlines() if line.startswith("trident:")]
            raise JudgeError(said[-1].removeprefix("trident: ") if said else done.stderr.strip())
        page = (to / "judge.html").read_text(encoding="utf-8")
        return _judgement(json.loads(done.stdout), page, None if out is None else to / "judge.html")


def _judgement(answer: dict[str, Any], page: str, path: Path | None) -> Judgement:
    findings = [
        Finding(
            id=each["id"],
            question=each["question"],
            kind=each["kind"],
            passed=each["passed"],
            sentence=each["sentence"],
            value=each["value"],
            interval=None if each["interval"] is None else (each["interval"][0], each["interval"][1]),
            numbers=each["numbers"],
            rows=each.get("rows", []),
        )
        for each in answer["findings"]
    ]
    return Judgement(answer["verdict"], answer["sentence"], findings, path, answer, page)


def _file(source: Source, folder: Path, name: str) -> str:
    if isinstance(source, Path):
        return str(source.resolve())
    if isinstance(source, str):
        return source if source.startswith("synthetic") else str(Path(source).resolve())
    path = str(folder / f"{name}.parquet")
    if hasattr(source, "write_parquet"):
        cast(PolarsFrame, source).write_parquet(path)
    elif hasattr(source, "to_parquet"):
        cast(PandasFrame, source).to_parquet(path, index=False)
    else:
        raise TypeError(f"{name} is neither a data frame of pandas or polars nor a path")
    return path


def _command() -> list[str]:
    home = os.environ.get("TRIDENT_HOME")
    places = [Path(home)] if home else list(Path(__file__).resolve().parents)
    for place in places:
        start = place / "lib" / "cli" / "trident.mjs"
        if start.is_file():
            return ["node", str(start)]
    found = shutil.which("trident")
    if found is None:
        raise JudgeError("trident is not found: set TRIDENT_HOME to its repository, or pass command")
    return [found]
