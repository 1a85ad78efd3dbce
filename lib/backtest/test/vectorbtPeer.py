"""Entries with a target and a stop in vectorbt, for `trident bench backtest`: no time-out, which it does not have.

usage: vectorbtPeer.py BARS.parquet DECISIONS.parquet, both sorted by ticker and date; see lib/runtime/peer.ts.
"""

import json
import sys
from time import perf_counter

import pandas as pd
import vectorbt as vbt

bars = pd.read_parquet(sys.argv[1])
factor = bars.adj_close / bars.close
for name in ("open", "high", "low", "close"):
    bars[name] *= factor
wide = {
    name: bars.pivot(index="date", columns="ticker", values=name)
    for name in ("open", "high", "low", "close")
}
decisions = pd.read_parquet(sys.argv[2])
decided = decisions.assign(yes=True).pivot(index="date", columns="ticker", values="yes")
decided = decided.reindex_like(wide["close"]).eq(True)
# Taken at a close, filled at the next open.
entries = decided.shift(1, fill_value=False)
profit, stop = float(decisions.profit.iloc[0]), float(decisions.stop.iloc[0])


def run():
    portfolio = vbt.Portfolio.from_signals(
        wide["close"],
        entries,
        False,
        price=wide["open"],
        open=wide["open"],
        high=wide["high"],
        low=wide["low"],
        sl_stop=stop,
        tp_stop=profit,
        stop_entry_price="fillprice",
        size=1000.0,
        size_type="value",
        fees=0.0005,
        init_cash=1e9,
        cash_sharing=True,
        group_by=True,
    )
    return len(portfolio.trades.records), float(portfolio.value().iloc[-1])


print(json.dumps({"trades": run()[0]}), flush=True)
for _ in sys.stdin:
    started = perf_counter()
    trades, value = run()
    print(json.dumps({"seconds": perf_counter() - started}), flush=True)
