import { isoDate, parseIsoDate } from "trident-base";
import { NYSE_CALENDAR_FROM, sessionsBetween } from "../market/index.ts";
import type { PaperRecord, PaperTrade } from "./paperState.ts";
import { promiseKept } from "./promiseKept.ts";

/** What a state says of itself; dates are ISO. */
export type PaperStatus = ReturnType<typeof paperStatus>;

/** Sums up a state: the account, what is held, ordered, sold, refused, and whether the promise stands. */
export function paperStatus(record: PaperRecord) {
  const { plan, sessions, orders, positions, trades, decided } = record;
  const last = sessions.at(-1);
  const watch = promiseKept(record);
  return {
    from: isoDate(plan.from),
    date: last ? isoDate(last.date) : null,
    capital: plan.settings.capital,
    equity: last?.equity ?? plan.settings.capital,
    cash: last?.cash ?? plan.settings.capital,
    missing: missingSessions(sessions.map((each) => each.date)).map(isoDate),
    sessions: sessions.map((each) => ({ ...each, date: isoDate(each.date) })),
    positions: positions.map(({ seenDate, seenClose, decisionDate, entryDate, ...each }) => ({
      ...each,
      decisionDate: isoDate(decisionDate),
      entryDate: isoDate(entryDate),
      date: isoDate(seenDate),
      close: seenClose,
      gain: each.shares * (seenClose - each.entryPrice) - each.entryCosts,
    })),
    open: ordersOf(record, "open"),
    lapsed: ordersOf(record, "lapsed"),
    refused: ordersOf(record, "refused"),
    filled: orders.filter(({ status }) => status === "filled").length,
    trades: trades.map(datedTrade),
    decided,
    certificate: plan.certificate,
    promise: watch && {
      precision: watch.wanted,
      evidence: watch.evidence,
      blocks: watch.blocks,
      withdrawn: watch.withdrawnAt !== null,
    },
  };
}

/** Sessions of the exchange between those that were traded, of which the panel had no bar. */
function missingSessions(traded: readonly number[]): readonly number[] {
  const [first, last] = [traded[0], traded.at(-1)];
  if (first === undefined || last === undefined || first < parseIsoDate(NYSE_CALENDAR_FROM)) return [];
  const known = new Set(traded);
  return [...sessionsBetween(first, last)].filter((day) => !known.has(day));
}

function ordersOf({ orders }: PaperRecord, wanted: string) {
  return orders
    .filter(({ status }) => status === wanted)
    .map(({ date, why, status, ...order }) => ({
      ...order,
      date: isoDate(date),
      why: why === null ? null : (JSON.parse(why) as readonly { input: string; contribution: number }[]),
    }));
}

function datedTrade({ decisionDate, entryDate, exitDate, ...trade }: PaperTrade) {
  return {
    ...trade,
    decisionDate: isoDate(decisionDate),
    entryDate: isoDate(entryDate),
    exitDate: isoDate(exitDate),
  };
}
