import { isoDate } from "trident-base";
import { Account, type Lapse, type Prices, placeDecisions, putDown, type Trade, takeUp } from "../backtest/index.ts";
import { exitRule, type LabelExit } from "../labels/index.ts";
import type { Panel } from "../market/index.ts";
import type { DaySignals } from "../model/index.ts";
import { PaperError } from "./paperError.ts";
import type { PaperPlan } from "./paperPlan.ts";
import type { PaperOrder, PaperRecord, PaperStep, PaperTrade } from "./paperState.ts";

/** What a session knows beside the state: the bars, and what was decided at its close. */
export interface SessionFacts {
  readonly panel: Panel;
  readonly prices: Prices;
  /** A place in the panel's calendar. */
  readonly session: number;
  /** The reason where nothing could be decided. */
  readonly decided: DaySignals | string;
  /** True stops all orders. */
  readonly killed: boolean;
  readonly spy: number | null;
}

/**
 * One session of paper trading: open orders and positions are traded from its open to its close by the account of the
 * backtest, then what was decided at its close is ordered, as far as the limits allow.
 */
export function paperStep(record: PaperRecord, facts: SessionFacts): PaperStep {
  const { panel, prices, session, decided } = facts;
  const { plan } = record;
  const before = record.sessions.at(-1);
  const dollars = before ?? { cash: plan.settings.capital, equity: plan.settings.capital };
  const open = record.orders.filter(({ status }) => status === "open");
  const decisions = placedOrders(panel, open, plan.rule);
  const ticker = Int32Array.from(decisions.row, (row) => panel.offsets.findLastIndex((offset) => offset <= row));
  const due = Int32Array.from(decisions.row.keys()).filter((k) => {
    const next = decisions.row[k]! + 1;
    return next < panel.offsets[ticker[k]! + 1]! && panel.session[next] === session;
  });
  const trades: Trade[] = [];
  const lapsed = new Map<number, Lapse>();
  const account = new Account(
    panel,
    prices,
    plan.settings,
    { trade: (trade) => trades.push(trade), lapse: (decision, why) => lapsed.set(decision, why) },
    { ...dollars, positions: record.positions.map((position) => takeUp(panel, prices, position)) },
    true,
  );
  account.trade(session, { decisions, due, ticker });
  const { cash, equity, positions } = account.state;
  const lost = 1 - equity / dollars.equity;
  const refusal = facts.killed
    ? "the kill switch is on"
    : lost > plan.dailyLoss
      ? `the session lost ${(100 * lost).toFixed(1)} %, more than ${(100 * plan.dailyLoss).toFixed(1)} %`
      : null;
  const { signals, leftOut } = typeof decided === "string" ? { signals: [], leftOut: [] } : decided;
  return {
    session: {
      ...{ date: panel.calendar[session]!, cash, equity, exposure: account.exposure },
      ...{ signals: signals.length, leftOut: leftOut.length },
      note: typeof decided === "string" ? decided : refusal,
      spy: facts.spy,
    },
    settled: [...due].map((k) => ({
      ticker: panel.tickers[ticker[k]!]!,
      date: panel.date[decisions.row[k]!]!,
      status: lapsed.has(k) ? "lapsed" : "filled",
      reason: lapsed.get(k) ?? null,
    })),
    ordered: signals
      .filter(({ decision }) => decision === "BUY")
      .map(({ ticker, probability, cluster, why }) => {
        const date = panel.calendar[session]!;
        const exit = exitAt(panel, plan.rule, { ticker, date });
        // An order that could not be left by its rule would stop every later session.
        const reason = refusal ?? (typeof exit === "string" ? exit : null);
        return {
          ...{ ticker, date, score: probability, cluster, why: why && JSON.stringify(why) },
          ...{ status: reason === null ? "open" : "refused", reason },
        };
      }),
    positions: positions.map((position) => putDown(panel, prices, position)),
    trades: trades.map((trade) => tradeOf(panel, session, trade)),
    decided: typeof decided === "string" ? null : decided,
  };
}

/** Orders as decisions of a panel, each left by what was known at its decision. */
export function placedOrders(panel: Panel, orders: readonly PaperOrder[], rule: PaperPlan["rule"]) {
  const exits = orders.map((order): LabelExit => {
    const exit = exitAt(panel, rule, order);
    if (typeof exit !== "string") return exit;
    throw new PaperError(`an order cannot be left as its bundle says: ${exit}`, {
      where: [order.ticker, isoDate(order.date)],
      remedy: "Give the panel with the bars before the order, as they were when it was made.",
    });
  });
  return placeDecisions(panel, {
    ticker: orders.map(({ ticker }) => ticker),
    date: orders.map(({ date }) => date),
    score: orders.map(({ score }) => score),
    profit: exits.map(({ profit }) => profit),
    stop: exits.map(({ stop }) => stop),
    horizon: exits.map(({ horizon }) => horizon),
  });
}

/** How an order's position is to be left, or why that is not known. */
function exitAt(panel: Panel, rule: PaperPlan["rule"], { ticker, date }: Pick<PaperOrder, "ticker" | "date">) {
  const t = panel.tickers.indexOf(ticker);
  const [first, end] = [panel.offsets[t] ?? 0, panel.offsets[t + 1] ?? 0];
  return exitRule(rule, panel.adjClose, first, first + panel.date.subarray(first, end).indexOf(date));
}

function tradeOf({ tickers, date, calendar }: Panel, session: number, trade: Trade): PaperTrade {
  const { ticker, decisionRow, entryRow, entryPrice, exitPrice, shares, entryCosts, exitCosts, pnl, end } = trade;
  return {
    ...{ ticker: tickers[ticker]!, decisionDate: date[decisionRow]!, entryDate: date[entryRow]!, entryPrice },
    ...{ exitDate: calendar[session]!, exitPrice, shares, costs: entryCosts + exitCosts, pnl, end },
  };
}
