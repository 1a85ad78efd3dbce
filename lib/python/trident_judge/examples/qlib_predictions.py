"""Qlib's Alpha158 and LightGBM on daily bars, judged: `python qlib_predictions.py BARS.parquet`.

`pip install pyqlib lightgbm` beside trident-judge. BARS has ticker, date, open, high, low, close, volume, adj_close.
"""

import os
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import qlib
from qlib.contrib.data.handler import Alpha158
from qlib.contrib.model.gbdt import LGBModel
from qlib.data.dataset import DatasetH
from qlib.workflow import R

from trident_judge import judge
from trident_judge.recipes import from_qlib


def dump(bars: pd.DataFrame, folder: Path) -> None:
    """Write bars as Qlib's own scripts/dump_bin.py does, which its package does not hold."""
    dates = sorted(bars["date"].unique())
    (folder / "calendars").mkdir(parents=True)
    (folder / "calendars" / "day.txt").write_text("\n".join(f"{date:%Y-%m-%d}" for date in dates))
    spans: list[str] = []
    for ticker, rows in bars.groupby("ticker"):
        first, last = rows["date"].min(), rows["date"].max()
        spans.append(f"{ticker}\t{first:%Y-%m-%d}\t{last:%Y-%m-%d}")
        place = folder / "features" / str(ticker).lower()
        place.mkdir(parents=True)
        on_calendar = rows.set_index("date").reindex([date for date in dates if first <= date <= last])
        for field in ["open", "high", "low", "close", "vwap", "volume"]:
            np.hstack([dates.index(first), on_calendar[field]]).astype("<f").tofile(place / f"{field}.day.bin")
    (folder / "instruments").mkdir()
    (folder / "instruments" / "all.txt").write_text("\n".join(spans))


if __name__ == "__main__":
    bars = pd.read_parquet(sys.argv[1])
    bars["date"] = pd.to_datetime(bars["date"])
    adjusted = bars["adj_close"] / bars["close"]
    for price in ["open", "high", "low", "close"]:
        bars[price] *= adjusted
    bars["vwap"] = bars[["high", "low", "close"]].mean(axis=1)
    # Qlib keeps its runs in files, which newer versions of mlflow refuse unless told otherwise.
    os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        dump(bars, folder / "bars")
        log = {"class": "MLflowExpManager", "module_path": "qlib.workflow.expm"}
        log["kwargs"] = {"uri": (folder / "runs").as_uri(), "default_exp_name": "judge"}
        qlib.init(provider_uri=str(folder / "bars"), region="us", kernels=1, exp_manager=log)
        dates = bars["date"].drop_duplicates().sort_values().dt.strftime("%Y-%m-%d").tolist()
        ends = [0, len(dates) // 2, 5 * len(dates) // 8, len(dates)]
        # Two bars between the segments: the label ends that much later.
        segments = {
            name: (dates[start], dates[end - 3])
            for name, start, end in zip(["train", "valid", "test"], ends, ends[1:], strict=False)
        }
        handler = Alpha158(
            instruments="all",
            start_time=dates[0],
            end_time=dates[-1],
            fit_start_time=segments["train"][0],
            fit_end_time=segments["train"][1],
        )
        dataset = DatasetH(handler, segments)
        model = LGBModel(num_threads=1, num_boost_round=200)
        with R.start():
            model.fit(dataset)
        scores = from_qlib(model.predict(dataset)).assign(trained_until=segments["valid"][1])
        judged = judge(scores, market=bars.drop(columns=["vwap", "adj_close"]), horizon=2, trials=1)
        print(judged)
