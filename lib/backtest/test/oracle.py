"""Backtests written again from their definitions, slow and obvious: the path of a JSON request in, JSON out.

The request holds markets; each has a panel (columns as in the files), policies (decisions and options of `runBacktest`)
and opponents (options of `rebalance`). Nothing here was taken from the TypeScript; the adjustment is that of the
executable definition of the features.
"""

import itertools
import json
import math
import sys
from collections import defaultdict
from functools import cache

import numpy as np
import pandas as pd

UNKNOWN_VOLATILITY = 0.05


def adjust(bars):
    factor = bars["adj_close"] / bars["close"]
    out = pd.DataFrame({name: bars[name] * factor for name in ("open", "high", "low")})
    out["close"] = bars["adj_close"]
    prices = out[["open", "high", "low", "close"]]
    return out.assign(high=prices.max(axis=1), low=prices.min(axis=1))


class Market:
    """Columns by panel row; `first` and `last` are the ticker's rows. `bars[session]` and, with volume, `traded[session]`: rows by ticker."""

    def __init__(self, panel):
        bars = pd.DataFrame(panel)
        self.calendar = sorted(bars["date"].unique().tolist())
        place = {day: s for s, day in enumerate(self.calendar)}
        self.date = bars["date"].tolist()
        self.session = [place[day] for day in self.date]
        self.ticker = bars["ticker"].tolist()
        rows = bars.groupby("ticker").indices
        self.first = [int(rows[name][0]) for name in self.ticker]
        self.last = [int(rows[name][-1]) for name in self.ticker]
        adjusted = adjust(bars)
        self.open, self.high, self.low, self.close = (adjusted[k].tolist() for k in ("open", "high", "low", "close"))
        self.raw_close = bars["close"].tolist()
        self.volume = bars["volume"].tolist()
        self.dollar_volume = (bars["close"] * bars["volume"]).tolist()
        self.bars = defaultdict(dict)
        self.traded = defaultdict(dict)
        for row, s in enumerate(self.session):
            self.bars[s][self.ticker[row]] = row
            if self.volume[row] > 0:
                self.traded[s][self.ticker[row]] = row
        self.volatility = [self._volatility(row) for row in range(len(bars))]
        # Only rows that are filled need it.
        self.half_spread = cache(self._half_spread)

    def _half_spread(self, row):
        first = self.first[row]
        if row == first:
            return 0.01
        sigma = self.volatility[row]
        dollars = max(1000.0, self.usual_volume(row - 1))
        law = 0.06 * sigma * (sigma * dollars / 8e5) ** (-1 / 3) if sigma > 0 else 0.0
        rows = slice(max(first, row - 63), row)
        close = np.log(self.close[rows])
        middle = (np.log(self.high[rows]) + np.log(self.low[rows])) / 2
        moves = np.diff(close)
        squares = [law**2]
        for terms in (4 * (close[:-1] - middle[:-1]) * (close[:-1] - middle[1:]), -4 * moves[:-1] * moves[1:]):
            if len(terms) < 3:
                continue
            above = terms.mean() - law**2
            error = terms.std(ddof=1) / math.sqrt(len(terms))
            if above > 3 * error:
                squares.append(law**2 + above * (1 - 9 * error**2 / above**2))
        return max(math.sqrt(max(squares)) / 2, 0.005 / self.raw_close[row - 1])

    def usual_volume(self, row):
        """Median dollar volume of the 21 bars up to a row."""
        values = sorted(self.dollar_volume[max(self.first[row], row - 20) : row + 1])
        return (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2

    def _volatility(self, row):
        closes = self.close[max(self.first[row], row - 21) : row]
        returns = [math.log(after / before) for before, after in itertools.pairwise(closes)]
        if len(returns) < 2:
            return UNKNOWN_VOLATILITY
        mean = sum(returns) / len(returns)
        return math.sqrt(sum((r - mean) ** 2 for r in returns) / (len(returns) - 1))

    def cost(self, row, value, commission=0.0001, spread=1, impact=1):
        """Dollars that a fill of this value costs."""
        rate = commission + spread * self.half_spread(row)
        if impact > 0:
            volume = self.dollar_volume[row]
            rate += impact * self.volatility[row] * math.sqrt(value / volume if volume > 0 else 1)
        return min(0.5, rate) * value

    def delisted(self, row):
        """Whether this is the last bar of a ticker that ended more than 5 sessions before the panel."""
        return row == self.last[row] and len(self.calendar) - 1 - self.session[row] > 5


def run_backtest(
    market,
    decisions,
    start=-math.inf,
    end=math.inf,
    capital=100_000,
    positions=10,
    sizing="equal",
    targetVolatility=0.3,
    participation=0.1,
    costs=None,
    delistingReturn=-0.3,
):
    sessions = [s for s, day in enumerate(market.calendar) if start <= day <= end]
    taken = 0
    orders = defaultdict(list)
    for row, score, profit, stop, horizon in zip(
        *(decisions[k] for k in ("row", "score", "profit", "stop", "horizon"))
    ):
        decided = market.session[row]
        if decided < sessions[0] or decided + horizon > sessions[-1]:
            continue
        taken += 1
        if row < market.last[row]:
            orders[market.session[row + 1]].append(
                {"row": row, "score": score, "profit": profit, "stop": stop, "horizon": horizon}
            )

    cash = capital
    equity_before = capital
    held = {}
    trades = []
    equity = []
    exposure = []

    def leave(ticker, row, price, end, cost=None):
        nonlocal cash
        p = held.pop(ticker)
        value = p["shares"] * price
        cost = market.cost(row, value, **(costs or {})) if cost is None else cost
        cash += value - cost
        pnl = p["shares"] * (price - p["price"]) - p["costs"] - cost
        trades.append(
            [ticker, p["decision"], p["entry"], p["price"], row, price, p["shares"], p["costs"], cost, pnl, end]
        )

    for s in sessions:
        bars = market.bars[s]
        traded = market.traded[s]

        # Open: what leaves, then what is bought.
        for ticker, p in list(held.items()):
            if ticker not in traded:
                continue
            price = market.open[traded[ticker]]
            if traded[ticker] > p["due"]:
                leave(ticker, traded[ticker], price, "time-out")
            elif price <= p["floor"]:
                leave(ticker, traded[ticker], price, "stop")
            elif price >= p["target"]:
                leave(ticker, traded[ticker], price, "target")
        for order in sorted(orders[s], key=lambda d: (-d["score"], d["row"])):
            row = order["row"] + 1
            ticker = market.ticker[row]
            if len(held) >= positions or ticker in held or ticker not in traded:
                continue
            value = equity_before / positions
            if sizing == "volatility":
                yearly = market.volatility[row] * math.sqrt(252)
                value *= min(1, targetVolatility / yearly) if yearly > 0 else 1
            value = min(value, participation * market.usual_volume(order["row"]))
            if value <= 0 or cash < value / 100:
                continue
            value = min(value, cash)
            cost = market.cost(row, value, **(costs or {}))
            if value + cost > cash:
                value = cash / (1 + cost / value)
                cost = market.cost(row, value, **(costs or {}))
            price = market.open[row]
            # The last bit of a subtraction is no credit.
            cash = max(0.0, cash - value - cost)
            held[ticker] = {
                "decision": order["row"],
                "entry": row,
                "price": price,
                "shares": value / price,
                "costs": cost,
                "target": price * (1 + order["profit"]),
                "floor": price * (1 - order["stop"]),
                "due": order["row"] + order["horizon"],
            }

        at_open = sum(
            p["shares"] * (market.open[bars[ticker]] if ticker in bars else market.close[p["seen"]])
            for ticker, p in held.items()
        )
        exposure.append(at_open / (cash + at_open) if at_open > 0 else 0.0)

        # During the bar, the stop first.
        for ticker, p in list(held.items()):
            row = traded.get(ticker)
            if row is None:
                continue
            if market.low[row] <= p["floor"]:
                leave(ticker, row, p["floor"], "stop")
            elif market.high[row] >= p["target"]:
                leave(ticker, row, p["target"], "target")

        # Close.
        for ticker, p in list(held.items()):
            row = bars.get(ticker)
            if row is None:
                continue
            p["seen"] = row
            if row == p["due"] and ticker in traded:
                leave(ticker, row, market.close[row], "time-out")
            elif market.delisted(row):
                leave(ticker, row, market.close[row] * (1 + delistingReturn), "delisted", cost=0.0)
        if s == sessions[-1]:
            for ticker, p in list(held.items()):
                leave(ticker, p["seen"], market.close[p["seen"]], "end")
        invested = sum(p["shares"] * market.close[p["seen"]] for p in held.values())
        equity_before = cash + invested
        equity.append(equity_before)

    return {
        "trades": trades,
        "equity": equity,
        "exposure": exposure,
        "decisions": taken,
        "unfilled": taken - len(trades),
    }


def rebalance(market, weights, first, last, capital, costs=None, delistingReturn=-0.3):
    cash = capital
    shares = {}
    seen = {}
    equity = []
    wanted = None
    for s in range(first, last + 1):
        bars = market.bars[s]
        if wanted is not None:
            traded = market.traded[s]
            price = {
                ticker: market.open[bars[ticker]] if ticker in bars else market.close[seen[ticker]] for ticker in shares
            }
            worth = cash + sum(n * price[ticker] for ticker, n in shares.items())
            missing = {
                ticker: wanted.get(ticker, 0) * worth - shares.get(ticker, 0) * market.open[row]
                for ticker, row in traded.items()
                if ticker in wanted or ticker in shares
            }
            for ticker, value in missing.items():
                if value < 0:
                    cash += -value - market.cost(traded[ticker], -value, **(costs or {}))
                    shares[ticker] += value / market.open[traded[ticker]]
            buys = {ticker: value for ticker, value in missing.items() if value > 0}
            needed = sum(value + market.cost(traded[ticker], value, **(costs or {})) for ticker, value in buys.items())
            shrink = min(1, cash / needed) if needed > 0 else 1
            for ticker, value in buys.items():
                value *= shrink
                cash -= value + market.cost(traded[ticker], value, **(costs or {}))
                shares[ticker] = shares.get(ticker, 0) + value / market.open[traded[ticker]]
        for ticker, row in bars.items():
            seen[ticker] = row
            if ticker in shares and market.delisted(row):
                cash += shares.pop(ticker) * market.close[row] * (1 + delistingReturn)
        equity.append(cash + sum(n * market.close[seen[ticker]] for ticker, n in shares.items()))
        wanted = weights(s)
    return equity


def monthly(market, first, weights):
    month = pd.to_datetime(pd.Series(market.calendar), unit="D").dt.to_period("M").tolist()
    return lambda s: weights(s) if s == first or (s + 1 < len(month) and month[s + 1] != month[s]) else None


def equal_weight(market, first):
    return monthly(market, first, lambda s: {ticker: 1 / len(market.bars[s]) for ticker in market.bars[s]})


def momentum(market, first):
    def winners(s):
        past = {
            ticker: market.close[row - 21] / market.close[row - 252]
            for ticker, row in market.bars[s].items()
            if row - 252 >= market.first[row]
        }
        best = sorted(past, key=lambda ticker: -past[ticker])[: math.ceil(len(past) / 10)]
        return {ticker: 1 / len(best) for ticker in best}

    return monthly(market, first, winners)


def buy_and_hold(market, first, ticker):
    return lambda s: {ticker: 1.0} if s == first else None


OPPONENTS = {"equalWeight": equal_weight, "momentum": momentum, "buyAndHold": buy_and_hold}


def summarise(market, capital, trades, equity, exposure):
    """The figures of the tear sheet that need no bootstrap, by pandas."""
    equity = pd.Series(equity)
    before = equity.shift(fill_value=capital)
    daily = (equity / before - 1).where(before > 0, 0.0)
    curve = pd.concat([pd.Series([capital]), equity], ignore_index=True)
    depth = (curve / curve.cummax() - 1).min()
    names = [
        "ticker",
        "decision",
        "entry",
        "entry_price",
        "exit",
        "exit_price",
        "shares",
        "entry_costs",
        "exit_costs",
        "pnl",
        "end",
    ]
    table = pd.DataFrame(trades, columns=names)
    value = table["shares"] * table["entry_price"]
    net = table["pnl"] / value
    wins, losses = net[net > 0], -net[net <= 0]
    traded = (value.sum() + (table["shares"] * table["exit_price"]).sum()) / 2
    costs = table["entry_costs"] + table["exit_costs"]
    years = len(equity) / 252
    figures = {
        "totalReturn": equity.iloc[-1] / capital - 1,
        "cagr": (equity.iloc[-1] / capital) ** (1 / years) - 1,
        "sharpe": daily.mean() / daily.std() * math.sqrt(252) if daily.std() > 0 else None,
        "sortino": daily.mean() / math.sqrt((daily.clip(upper=0) ** 2).mean()) * math.sqrt(252)
        if (daily < 0).any()
        else None,
        "maxDrawdown": depth,
        "winRate": len(wins) / len(net) if len(net) else None,
        "breakEven": losses.mean() / (wins.mean() + losses.mean()),
        "expectancy": net.mean(),
        "profitFactor": wins.sum() / losses.sum() if losses.sum() > 0 else None,
        "costs": costs.sum(),
        "costsPerTrade": (costs / value).mean(),
        "exposure": float(np.mean(exposure)),
        "timeInMarket": float(np.mean(np.array(exposure) > 0)),
        "turnover": traded / equity.mean() / years,
    }
    return {name: None if x is None or not math.isfinite(x) else float(x) for name, x in figures.items()} | {
        "ends": table["end"].value_counts().to_dict()
    }


def answer(request):
    market = Market(request["panel"])
    results = []
    for policy in request["policies"]:
        result = run_backtest(market, **policy)
        figures = [result[name] for name in ("trades", "equity", "exposure")]
        result["summary"] = summarise(market, policy.get("capital", 100_000), *figures)
        results.append(result)
    opponents = []
    for opponent in request["opponents"]:
        kind, *of = opponent.pop("of")
        weights = OPPONENTS[kind](market, opponent["first"], *of)
        opponents.append(rebalance(market, weights, **opponent))
    return {"results": results, "opponents": opponents}


with open(sys.argv[1], encoding="utf-8") as file:
    sys.stdout.write(json.dumps([answer(request) for request in json.load(file)], allow_nan=False))
