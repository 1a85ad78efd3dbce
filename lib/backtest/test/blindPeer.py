"""The blind opponent written again from its definition, slow and obvious: JSON in, JSON out. The accounting and the t of
alpha are those of the simulation that justifies it; nothing was taken from the TypeScript. Exchanges come from outside."""

import json
import sys

import numpy as np
import pandas as pd


def alpha_t(s, m, length):
    X = np.column_stack([np.ones(len(m)), m])
    b, *_ = np.linalg.lstsq(X, s, rcond=None)
    e = s - X @ b
    if not (e**2).sum() > 1e-12 * ((s - s.mean()) ** 2).sum():
        return 0.0
    XX = np.linalg.inv(X.T @ X)
    u = X * e[:, None]
    S = u.T @ u
    for lag in range(1, length):
        G = u[lag:].T @ u[:-lag]
        S += (1 - lag / length) * (G + G.T)
    blocks = len(s) / length
    return b[0] / ((XX @ S @ XX)[0, 0] * blocks / (blocks - 1)) ** 0.5


def fifths(bars, day):
    found = []
    for name, own in bars.groupby("ticker", sort=True):
        if own["date"].iloc[-1] < day:
            continue
        before = own[own["date"] <= day]["close"]
        closes = before.iloc[-252:] if len(before) >= 252 else own["close"].iloc[:60]
        found.append((np.log(closes).diff().dropna().std(), name))
    names = [name for _, name in sorted(found)]
    return [list(group) for group in np.array_split(names, 5)]


def exchanged(name, exchange, present):
    other = exchange.get(name, name)
    while other not in present:
        other = exchange[other]
    return other


def series(bars, decisions, exchange, calendar):
    place = {day: s for s, day in enumerate(calendar)}
    by_ticker = {name: own.reset_index(drop=True) for name, own in bars.groupby("ticker")}
    by_day = {day: set(own["ticker"]) for day, own in bars.groupby("date")}
    daily = np.zeros(len(calendar))
    for d in decisions:
        own = by_ticker[exchanged(d["ticker"], exchange, by_day[d["date"]])]
        at = own.index[own["date"] == d["date"]][0]
        if at + 1 >= len(own):
            continue
        entry = own["open"][at + 1]
        before = entry
        for row in range(at + 1, min(at + d["horizon"], len(own) - 1) + 1):
            price, done = own["close"][row], row == at + d["horizon"]
            if row > at + 1 and own["open"][row] <= entry * (1 - d["stop"]):
                price, done = own["open"][row], True
            elif row > at + 1 and own["open"][row] >= entry * (1 + d["profit"]):
                price, done = own["open"][row], True
            elif own["low"][row] <= entry * (1 - d["stop"]):
                price, done = entry * (1 - d["stop"]), True
            elif own["high"][row] >= entry * (1 + d["profit"]):
                price, done = entry * (1 + d["profit"]), True
            daily[place[own["date"][row]]] += (price - before) / entry
            before = price
            if done:
                break
    return daily


request = json.load(sys.stdin)
bars = pd.DataFrame(request["bars"])
calendar = request["calendar"]
closes = bars.pivot(index="date", columns="ticker", values="close")
market = closes.pct_change(fill_method=None).mean(axis=1).fillna(0).to_numpy()
answer = {"fifths": fifths(bars, min(d["date"] for d in request["decisions"]))}
answer["t"] = alpha_t(series(bars, request["decisions"], {}, calendar), market, request["length"])
drawn = [series(bars, request["decisions"], exchange, calendar) for exchange in request["exchanges"]]
answer["drawn"] = [alpha_t(s, market, request["length"]) for s in drawn]
answer["mean"] = np.mean(drawn, axis=0).tolist()
json.dump(answer, sys.stdout, default=float)
