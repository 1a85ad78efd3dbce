from typing import Any

import numpy
import pandas
import pytest

from trident_judge import recipes

library: Any = pandas
days: Any = library.bdate_range("2024-01-01", periods=40)


def test_qlib_frames_and_series_become_ticker_date_score() -> None:
    index = library.MultiIndex.from_product([days[:2], ["AAPL", "MSFT"]], names=["datetime", "instrument"])
    series = library.Series([1.0, 2.0, 3.0, 4.0], index=index)
    for prediction in [series, series.to_frame(0), series.to_frame("score")]:
        made: Any = recipes.from_qlib(prediction)
        assert list(made.columns) == ["ticker", "date", "score"]
        assert list(made["ticker"]) == ["AAPL", "MSFT", "AAPL", "MSFT"]
        assert list(made["score"]) == [1.0, 2.0, 3.0, 4.0]
    with pytest.raises(ValueError, match="not datetime and instrument"):
        recipes.from_qlib(series.reset_index(drop=True))


def test_freqai_gives_what_a_model_predicted_by_pair() -> None:
    frame = library.DataFrame(
        {
            "&-s_close": [0.0, 0.1, 0.2],
            "&-s_close_mean": 0.0,
            "do_predict": [0, 1, 1],
            "date_pred": days[:3].tz_localize("UTC"),
        }
    )
    made: Any = recipes.from_freqai({"BTC/USDT": frame, "ETH/USDT": frame}, "&-s_close")
    assert list(made["ticker"]) == ["BTC/USDT"] * 2 + ["ETH/USDT"] * 2
    assert list(made["score"]) == [0.1, 0.2] * 2
    assert made["date"].dt.tz is None and made["date"].iloc[0] == days[1]
    hourly = frame.assign(date_pred=frame["date_pred"] + library.Timedelta(hours=1))
    with pytest.raises(ValueError, match="not daily"):
        recipes.from_freqai({"BTC/USDT": hourly}, "&-s_close")
    with pytest.raises(ValueError, match="no column &-up"):
        recipes.from_freqai({"BTC/USDT": frame}, "&-up")


class Records:
    """A vectorbt portfolio, as far as its trades' readable records go: numba takes minutes to compile the rest."""

    def __init__(self, records: object) -> None:
        self.trades = self
        self.records_readable = records


def test_vectorbt_trades_are_its_closed_ones() -> None:
    records = library.DataFrame(
        {
            "Column": ["AAPL", "MSFT", "MSFT"],
            "Entry Timestamp": days[[2, 3, 20]],
            "Exit Timestamp": days[[10, 12, 39]],
            "Return": [0.01, -0.02, 0.03],
            "Direction": "Long",
            "Status": ["Closed", "Closed", "Open"],
        }
    )
    made: Any = recipes.from_vectorbt(Records(records))
    assert list(made.columns) == ["ticker", "entry_date", "exit_date", "ret"]
    assert list(made["ticker"]) == ["AAPL", "MSFT"] and list(made["ret"]) == [0.01, -0.02]
    with pytest.raises(ValueError, match="short trades"):
        recipes.from_vectorbt(Records(records.assign(Direction="Short")))
    with pytest.raises(ValueError, match="not a ticker"):
        recipes.from_vectorbt(Records(records.assign(Column=5)))
    alone: Any = recipes.from_vectorbt(Records(records.assign(Column=5)), "MSFT")
    assert list(alone["ticker"]) == ["MSFT"] * 2


def test_backtesting_trades_of_one_ticker() -> None:
    trades = library.DataFrame(
        {"Size": [5, 7], "EntryTime": days[[2, 20]], "ExitTime": days[[10, 30]], "ReturnPct": [0.01, -0.02]}
    )
    made: Any = recipes.from_backtesting({"_trades": trades}, "AAPL")
    assert list(made["ticker"]) == ["AAPL"] * 2
    assert list(made["ret"]) == [0.01, -0.02]
    with pytest.raises(ValueError, match="short trades"):
        recipes.from_backtesting({"_trades": trades.assign(Size=-1)}, "AAPL")


def test_folds_to_scikit_learn_and_back() -> None:
    rows = library.DataFrame({"ticker": ["A"] * 4 + ["B"] * 4, "date": list(days[:4]) * 2})
    splits = [(numpy.array([0, 1, 4, 5]), numpy.array([2, 3, 6, 7])), (numpy.array([2, 6]), numpy.array([0, 1, 4, 5]))]
    folds: Any = recipes.folds_of(rows, splits)
    assert list(folds.columns) == ["ticker", "date", "fold", "side"]
    back = recipes.splits_of(rows, folds.sample(frac=1, random_state=0))
    for (train, test), (again, tested) in zip(splits, back, strict=True):
        assert sorted(again) == list(train) and sorted(tested) == list(test)
