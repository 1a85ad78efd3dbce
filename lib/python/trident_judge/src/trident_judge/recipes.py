"""Results of other tools as the frames that `judge` reads; columns are renamed and chosen, nothing is computed."""

from collections.abc import Iterable, Mapping
from typing import Any

from trident_judge.judge import PandasFrame

KEYS = ["ticker", "date"]


def from_qlib(prediction: object) -> PandasFrame:
    """Take Qlib's scores: what `model.predict` returns and `pred.pkl` holds, by datetime and instrument.

    Qlib's date is the day at whose close the features were known, as here. Its usual label, Ref($close, -2) /
    Ref($close, -1) - 1, ends two bars later: `judge(..., horizon=2)`.

        judge(from_qlib(model.predict(dataset)), market="bars.parquet", horizon=2)
    """
    given: Any = prediction
    frame: Any = given.to_frame("score") if hasattr(given, "to_frame") else given
    if set(frame.index.names) != {"datetime", "instrument"}:
        raise ValueError(
            f"the index is {list(frame.index.names)}, not datetime and instrument: give what model.predict returned"
        )
    score = "score" if "score" in frame.columns else frame.columns[0]
    named = frame[[score]].reset_index().rename(columns={"instrument": "ticker", "datetime": "date", score: "score"})
    return named.assign(date=_days(named["date"]))[[*KEYS, "score"]]


def from_freqai(predictions: Mapping[str, object], target: str) -> PandasFrame:
    """Take FreqAI's predictions of daily candles: a dict of frames by pair.

    `target` is the prediction to judge, such as `&-s_close`. A frame is that of a backtest, as the files of
    `backtesting_predictions` hold it, or of a dry or live run's `historic_predictions`. Only rows with do_predict = 1
    are taken: FreqAI gives outliers another number, and 0 to candles that no model predicted in their time.

    A run's dict lies in `historic_predictions.pkl` of the model's folder. It is a pickle, which runs what is in it when
    it is loaded: load only your own.

        files = Path("user_data/models/mine/backtesting_predictions").glob("cb_btc_*.feather")
        judge(from_freqai({"BTC/USDT": pandas.concat(map(pandas.read_feather, files))}, "&-s_close"), market=candles)
    """
    import pandas

    library: Any = pandas
    frames: list[Any] = []
    for pair, given in predictions.items():
        frame: Any = given
        date = "date_pred" if "date_pred" in frame.columns else "date"
        missing = [name for name in [date, "do_predict", target] if name not in frame.columns]
        if missing:
            raise ValueError(f"{pair} has no column {', '.join(missing)}; it has {', '.join(map(str, frame.columns))}")
        made = frame[frame["do_predict"] == 1].rename(columns={date: "date", target: "score"})
        frames.append(made[["date", "score"]].assign(ticker=pair))
    named: Any = library.concat(frames, ignore_index=True)
    if len(named) == 0:
        raise ValueError("no row has do_predict = 1: no model was trained, or it called every candle an outlier")
    return named.assign(date=_days(named["date"]))[[*KEYS, "score"]]


def from_vectorbt(portfolio: object, ticker: str | None = None) -> PandasFrame:
    """Take vectorbt's closed trades, for `judge(..., trades=True)`.

    `ticker` names the one column of a portfolio of one asset; else the columns are tickers, with one set of an
    indicator's parameters above them or none. vectorbt fills at the close that decides, unless its signals are shifted:
    `judge` sees that in the returns and fills a bar later.

        portfolio = vectorbt.Portfolio.from_signals(closes, entries, exits)
        judge(from_vectorbt(portfolio), market="bars.parquet", trades=True)
    """
    given: Any = portfolio
    records: Any = given.trades.records_readable
    closed = records[records["Status"] == "Closed"]
    columns: list[Any] = list(closed["Column"].unique())
    if ticker is not None and len(columns) > 1:
        raise ValueError(
            f"there are {len(columns)} columns, the first two {columns[0]} and {columns[1]}, not the one of {ticker}: "
            "leave ticker out where they are tickers, or choose one, portfolio[column]"
        )
    levels: list[tuple[Any, ...]] = [each if isinstance(each, tuple) else (each,) for each in columns]
    if ticker is None and not all(isinstance(level[-1], str) for level in levels):
        raise ValueError(f"a column is {columns[0]!r}, not a ticker: choose one set of parameters, or give ticker")
    sets = {level[:-1] for level in levels}
    if len(sets) > 1:
        first = levels[0][:-1]
        chosen = first[0] if len(first) == 1 else first
        raise ValueError(f"there are {len(sets)} sets of parameters: choose one, portfolio[{chosen!r}]")
    tickers = dict(zip(columns, (level[-1] if ticker is None else ticker for level in levels), strict=True))
    names = {"Entry Timestamp": "entry_date", "Exit Timestamp": "exit_date", "Return": "ret"}
    return _buys(
        closed.assign(ticker=[tickers[column] for column in closed["Column"]]).rename(columns=names),
        closed["Direction"] == "Long",
    )


def from_backtesting(stats: object, ticker: str) -> PandasFrame:
    """Take backtesting.py's trades of one ticker, for `judge(..., trades=True)`: what `Backtest.run` returns.

    Trades that are open at the end are in it only with `Backtest(..., finalize_trades=True)`. Of many tickers run one
    backtest each:

        trades = pandas.concat(from_backtesting(Backtest(bars[t], Mine).run(), t) for t in bars)
        judge(trades, market="bars.parquet", trades=True)
    """
    given: Any = stats
    try:
        trades: Any = given["_trades"]
    except (KeyError, TypeError):
        raise ValueError("it holds no _trades: give what Backtest.run returned, of one ticker") from None
    names = {"EntryTime": "entry_date", "ExitTime": "exit_date", "ReturnPct": "ret"}
    return _buys(trades.assign(ticker=ticker).rename(columns=names), trades["Size"] > 0)


def _buys(trades: Any, bought: Any) -> PandasFrame:  # noqa: ANN401
    """Choose the columns of trades, all of which have to be buys."""
    if len(trades) == 0:
        raise ValueError("there are no closed trades")
    if not bought.all():
        raise ValueError(
            f"{(~bought).sum()} of {len(trades)} trades are short: only buys can be judged, leave those out"
        )
    dates = {name: _days(trades[name]) for name in ["entry_date", "exit_date"]}
    return trades.assign(**dates)[["ticker", "entry_date", "exit_date", "ret"]]


def _days(times: Any) -> Any:  # noqa: ANN401
    """Give the days of daily bars, in their own time zone."""
    import pandas

    library: Any = pandas
    if library.api.types.is_numeric_dtype(times):
        raise ValueError(f"a date is {times.iloc[0]}, a number: give the tool bars by date (a DatetimeIndex)")
    local = library.to_datetime(times).dt.tz_localize(None)
    days = local.dt.normalize()
    of_day = local - days
    # In UTC the time of day of a daily bar of another zone moves by an hour in summer.
    if of_day.max() - of_day.min() > library.Timedelta(hours=1):
        raise ValueError(
            f"times of day are from {local[of_day.idxmin()].time()} to {local[of_day.idxmax()].time()}: only daily "
            "bars can be judged; if these are, give the tool dates without times"
        )
    return days


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
