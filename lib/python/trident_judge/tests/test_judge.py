import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from trident_judge import JudgeError, Judgement, judge

HOME = Path(__file__).resolve().parents[4]
MARKET = "synthetic:tickers=8,years=2"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the pipeline of the repository has run."""
    there = tmp_path_factory.mktemp("judge")
    rule = ["--method", "triple_barrier", "--profit", "0.05", "--stop", "0.08", "--horizon", "10"]
    trident("features", MARKET, "--out", str(there / "features.parquet"))
    trident("labels", MARKET, *rule, "--out", str(there / "labels.parquet"))
    labels = ["--labels", str(there / "labels.parquet")]
    trident("folds", MARKET, *labels, "--folds", "3", "--out", str(there / "folds.parquet"))
    pipeline = Path(__file__).parents[1] / "pipeline.py"
    # More threads than a small fit has work for only wait for one another.
    subprocess.run([sys.executable, str(pipeline), str(there)], check=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
    return there


def trident(*words: str) -> None:
    subprocess.run(["node", str(HOME / "lib" / "cli" / "trident.mjs"), *words], check=True, capture_output=True)  # noqa: S607


def test_the_pipeline_is_out_of_sample_and_shows_its_page(folder: Path, tmp_path: Path) -> None:
    import polars

    frame: Any = polars.read_parquet(folder / "predictions.parquet")
    found = judge(
        frame,
        market=MARKET,
        folds=folder / "folds.parquet",
        labels=str(folder / "labels.parquet"),
        trials=1,
        out=tmp_path / "out",
    )
    assert isinstance(found, Judgement)
    assert found.verdict in {"real", "not real", "not enough data"}
    assert found["out_of_sample"].passed
    assert found["deflated_sharpe"].numbers["trials"] == 1
    assert found.page is not None and found.page.read_text(encoding="utf-8") == found.html
    shown: Any = found
    assert "<iframe srcdoc=" in shown._repr_html_()


def test_what_cannot_be_judged_is_said_in_the_commands_words(folder: Path) -> None:
    import pandas

    library: Any = pandas
    frame: Any = library.read_parquet(folder / "predictions.parquet")
    with pytest.raises(JudgeError, match="score"):
        judge(frame.drop(columns="score"), market=MARKET)
    with pytest.raises(TypeError, match="neither a data frame"):
        judge(42, market=MARKET)  # pyright: ignore[reportArgumentType]
