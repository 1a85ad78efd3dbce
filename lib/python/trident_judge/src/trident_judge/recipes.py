"""Results of other tools as the frames that `judge` reads; columns are renamed and chosen, nothing is computed."""

from collections.abc import Iterable, Mapping
from typing import Any

from trident_judge.judge import PandasFrame

KEYS = ["ticker", "date"]


def from_qlib(prediction: object) -> PandasFrame:
    """Take Qlib's scores: what `model.predict` returns and `pred.pkl` holds, by datetime and instrument.

    Qlib's date is the day at whose close the features were known, as here. Its usual label, Ref($close, -2) /
    Ref($close, -1) - 1, ends two bars later: `judge(..., horizon=2)`.
    """
    given: Any = prediction
    frame: Any = given.to_frame("score") if hasattr(given, "to_frame") else given
    if set(frame.index.names) != {"datetime", "instrument"}:
        raise ValueError(f"the index is {list(frame.index.names)}, not datetime and instrument")
    score = "score" if "score" in frame.columns else frame.columns[0]
    named = frame[[score]].reset_index().rename(columns={"instrument": "ticker", "datetime": "date", score: "score"})
    return named[[*KEYS, "score"]]


def from_freqai(historic: Mapping[str, object], target: str) -> PandasFrame:
    """Take FreqAI's historic predictions: its dict of frames by pair, of daily candles.

    `target` is the prediction to judge, such as `&-s_close`. Only rows with do_predict = 1 are taken: FreqAI gives
    outliers another number, and 0 to the first rows, candles that the model had been trained on. The dict lies in
    `historic_predictions.pkl` of the model's folder. It is a pickle, which runs what is in it when it is loaded: load
    only your own.
    """
    import pandas

    library: Any = pandas
    frames: list[Any] = []
    for pair, given in historic.items():
        frame: Any = given
        missing = [name for name in ["date_pred", "do_predict", target] if name not in frame.columns]
        if missing:
            raise ValueError(f"{pair} has no column {', '.join(missing)}; it has {', '.join(map(str, frame.columns))}")
        made = frame[frame["do_predict"] == 1]
        frames.append(made[["date_pred", target]].assign(ticker=pair))
    all_pairs = library.concat(frames, ignore_index=True)
    date = library.to_datetime(all_pairs["date_pred"], utc=True).dt.tz_localize(None)
    if not (date == date.dt.normalize()).all():
        raise ValueError("the candles are not daily ones: only those can be judged")
    named = all_pairs.assign(date=date).rename(columns={target: "score"})
    return named[[*KEYS, "score"]]


def from_vectorbt(portfolio: object, ticker: str | None = None) -> PandasFrame:
    """Take vectorbt's closed trades, for `judge(..., trades=True)`.

    `ticker` names the one column of a portfolio of one asset; else the columns are tickers. vectorbt fills at the close
    that decides, unless its signals are shifted: `judge` sees that in the returns and fills a bar later.
    """
    given: Any = portfolio
    records: Any = given.trades.records_readable
    closed = records[records["Status"] == "Closed"]
    if not (closed["Direction"] == "Long").all():
        raise ValueError("there are short trades: only buys can be judged")
    columns: list[Any] = list(closed["Column"].unique())
    if ticker is not None and len(columns) > 1:
        raise ValueError(f"there are {len(columns)} columns, not one: leave ticker out where columns are tickers")
    if ticker is None and not all(isinstance(column, str) for column in columns):
        raise ValueError(f"a column is {columns[0]!r}, not a ticker: choose one set of parameters, or give ticker")
    names: Any = closed["Column"] if ticker is None else ticker
    named = closed.assign(ticker=names).rename(
        columns={"Entry Timestamp": "entry_date", "Exit Timestamp": "exit_date", "Return": "ret"}
    )
    return named[["ticker", "entry_date", "exit_date", "ret"]]


def from_backtesting(stats: object, ticker: str) -> PandasFrame:
    """Take backtesting.py's trades of one ticker, for `judge(..., trades=True)`: what `Backtest.run` returns.

    Of many tickers run one backtest each and concatenate.
    """
    given: Any = stats
    trades: Any = given["_trades"]
    if not (trades["Size"] > 0).all():
        raise ValueError("there are short trades: only buys can be judged")
    named = trades.assign(ticker=ticker).rename(
        columns={"EntryTime": "entry_date", "ExitTime": "exit_date", "ReturnPct": "ret"}
    )
    return named[["ticker", "entry_date", "exit_date", "ret"]]


def splits_of(rows: object, folds: object) -> list[tuple[Any, Any]]:
    """Give folds to scikit-learn: `cross_val_predict(model, X, y, cv=splits_of(rows, folds))`.

    `rows` has ticker and date of each row of X, in its order; `folds` is what `trident folds` wrote. cross_val_predict
    asks that every row is tested once: leave out rows that no fold tests.
    """
    given: Any = rows
    sides: Any = folds
    places = given[KEYS].assign(place=range(len(given)))
    placed = sides.merge(places, on=KEYS)
    of = {
        side: {fold: each["place"].to_numpy() for fold, each in placed[placed["side"] == side].groupby("fold")}
        for side in ["train", "test"]
    }
    return [(of["train"][fold], test) for fold, test in of["test"].items()]


def folds_of(rows: object, splits: Iterable[tuple[Any, Any]]) -> PandasFrame:
    """Say what scikit-learn trained on and tested: `folds_of(rows, cv.split(X))`, for `judge(..., folds=...)`."""
    import pandas

    library: Any = pandas
    given: Any = rows
    sides = [
        given[KEYS].iloc[places].assign(fold=str(k), side=side)
        for k, (train, test) in enumerate(splits)
        for side, places in [("train", train), ("test", test)]
    ]
    return library.concat(sides, ignore_index=True)
