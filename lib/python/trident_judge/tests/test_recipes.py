from types import SimpleNamespace
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
    tested = frame.rename(columns={"date_pred": "date"})
    made: Any = recipes.from_freqai({"BTC/USDT": frame, "ETH/USDT": tested}, "&-s_close")
    assert list(made["ticker"]) == ["BTC/USDT"] * 2 + ["ETH/USDT"] * 2
    assert list(made["score"]) == [0.1, 0.2] * 2
    assert made["date"].dt.tz is None and made["date"].iloc[0] == days[1]
    shorter = frame.assign(date_pred=library.date_range("2024-01-01", periods=3, freq="4h", tz="UTC"))
    with pytest.raises(ValueError, match="from 04:00:00 to 08:00:00: only daily bars"):
        recipes.from_freqai({"BTC/USDT": shorter}, "&-s_close")
    with pytest.raises(ValueError, match="no row has do_predict = 1"):
        recipes.from_freqai({"BTC/USDT": frame.assign(do_predict=0)}, "&-s_close")
    with pytest.raises(ValueError, match="no column &-up"):
        recipes.from_freqai({"BTC/USDT": frame}, "&-up")


def vectorbt_portfolio(columns: object, **more: object) -> Any:  # noqa: ANN401
    """A portfolio as far as its trades go, of vectorbt's own records: its fills take numba minutes to compile."""
    import vectorbt

    tool: Any = vectorbt
    closes = library.DataFrame(numpy.full((40, 2), 10.0), more.pop("index", days), columns)
    records: Any = numpy.zeros(3, tool.portfolio.enums.trade_dt)
    fields: dict[str, object] = {
        "id": range(3),
        "col": [0, 1, 1],
        "size": 0.37,
        "entry_idx": [2, 3, 20],
        "exit_idx": [10, 12, 39],
        "return": [0.01, -0.02, 0.03],
        "direction": tool.portfolio.enums.TradeDirection.Long,
        "status": [tool.portfolio.enums.TradeStatus.Closed] * 2 + [tool.portfolio.enums.TradeStatus.Open],
        **more,
    }
    for name, values in fields.items():
        records[name] = values
    wrapper = tool.ArrayWrapper.from_obj(closes, freq="1D")
    return SimpleNamespace(trades=tool.ExitTrades(wrapper, records, closes))


def test_vectorbt_trades_are_its_closed_ones() -> None:
    made: Any = recipes.from_vectorbt(vectorbt_portfolio(["AAPL", "MSFT"]))
    assert list(made.columns) == ["ticker", "entry_date", "exit_date", "ret"]
    assert list(made["ticker"]) == ["AAPL", "MSFT"] and list(made["ret"]) == [0.01, -0.02]
    assert list(made["entry_date"]) == list(days[[2, 3]]) and list(made["exit_date"]) == list(days[[10, 12]])
    with pytest.raises(ValueError, match="2 of 2 trades are short"):
        recipes.from_vectorbt(vectorbt_portfolio(["AAPL", "MSFT"], direction=1))
    with pytest.raises(ValueError, match="no closed trades"):
        recipes.from_vectorbt(vectorbt_portfolio(["AAPL", "MSFT"], status=0))


def test_vectorbt_columns_are_tickers_below_one_set_of_parameters() -> None:
    of_indicator = library.MultiIndex.from_tuples([(10, 30, "AAPL"), (10, 30, "MSFT")])
    assert list(tickers_of(vectorbt_portfolio(of_indicator))) == ["AAPL", "MSFT"]
    assert list(tickers_of(vectorbt_portfolio(["AAPL", "MSFT"], col=1), "X")) == ["X"] * 2
    two_sets = library.MultiIndex.from_tuples([(5, "AAPL"), (10, "AAPL")])
    with pytest.raises(ValueError, match=r"2 sets of parameters: choose one, portfolio\[5\]"):
        recipes.from_vectorbt(vectorbt_portfolio(two_sets))
    with pytest.raises(ValueError, match="a column is 5, not a ticker"):
        recipes.from_vectorbt(vectorbt_portfolio([5, 10]))
    with pytest.raises(ValueError, match="2 columns, the first two 5 and 10, not the one of MSFT"):
        recipes.from_vectorbt(vectorbt_portfolio([5, 10]), "MSFT")


def tickers_of(portfolio: object, ticker: str | None = None) -> Any:  # noqa: ANN401
    made: Any = recipes.from_vectorbt(portfolio, ticker)
    return made["ticker"]


def test_dates_are_days_in_the_tools_own_time_zone() -> None:
    new_york = days.tz_localize("America/New_York")
    for index in [new_york, new_york.tz_convert("UTC"), days + library.Timedelta(hours=16)]:
        made: Any = recipes.from_vectorbt(vectorbt_portfolio(["AAPL", "MSFT"], index=index))
        assert list(made["entry_date"]) == list(days[[2, 3]])
    hours = library.date_range("2024-01-01", periods=40, freq="h")
    with pytest.raises(ValueError, match="from 10:00:00 to 12:00:00"):
        recipes.from_vectorbt(vectorbt_portfolio(["AAPL", "MSFT"], index=hours))
    with pytest.raises(ValueError, match="a date is 2, a number"):
        recipes.from_vectorbt(vectorbt_portfolio(["AAPL", "MSFT"], index=range(40)))


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_backtesting_trades_of_one_ticker() -> None:
    import backtesting

    tool: Any = backtesting

    class EveryTenth(tool.Strategy):
        """Turns every tenth bar."""

        sells = False

        def init(self) -> None:
            """Need nothing."""

        def next(self) -> None:
            """Close, and open anew."""
            if len(self.data) % 10 == 0:
                self.position.close()
                (self.sell if self.sells else self.buy)()

    price = numpy.linspace(10, 12, 40)
    index = days.tz_localize("America/New_York")
    bars = library.DataFrame({"Open": price, "High": price + 0.1, "Low": price - 0.1, "Close": price}, index)
    test = tool.Backtest(bars, EveryTenth, cash=1_000_000)
    made: Any = recipes.from_backtesting(test.run(), "AAPL")
    assert list(made.columns) == ["ticker", "entry_date", "exit_date", "ret"]
    # Decided at the tenth bar's close, filled at the next one's open; the last is open still.
    assert list(made["ticker"]) == ["AAPL"] * 2
    assert list(made["entry_date"]) == list(days[[10, 20]]) and list(made["exit_date"]) == list(days[[20, 30]])
    assert made["ret"].to_numpy() == pytest.approx([price[20] / price[10] - 1, price[30] / price[20] - 1])
    with pytest.raises(ValueError, match="2 of 2 trades are short"):
        recipes.from_backtesting(test.run(sells=True), "AAPL")
    with pytest.raises(ValueError, match="no closed trades"):
        recipes.from_backtesting(tool.Backtest(bars.iloc[:8], EveryTenth).run(), "AAPL")
    for wrong in [test, bars]:
        with pytest.raises(ValueError, match=r"give what Backtest\.run returned"):
            recipes.from_backtesting(wrong, "AAPL")


def test_folds_to_scikit_learn_and_back() -> None:
    rows = library.DataFrame({"ticker": ["A"] * 4 + ["B"] * 4, "date": list(days[:4]) * 2})
    splits = [(numpy.array([0, 1, 4, 5]), numpy.array([2, 3, 6, 7])), (numpy.array([2, 6]), numpy.array([0, 1, 4, 5]))]
    folds: Any = recipes.folds_of(rows, splits)
    assert list(folds.columns) == ["ticker", "date", "fold", "side"]
    back = recipes.splits_of(rows, folds.sample(frac=1, random_state=0))
    for (train, test), (again, tested) in zip(splits, back, strict=True):
        assert sorted(again) == list(train) and sorted(tested) == list(test)
