import { isoDate } from "trident-base";
import type { MarketSeries } from "../market/index.ts";
import type { BlindOpponent } from "./blindOpponent.ts";
import { COST_DEFAULTS } from "./costs.ts";
import type { Holding } from "./rebalance.ts";
import type { Backtest } from "./result.ts";

/** What the sentences are made of. */
export interface JudgementFacts {
  readonly policy: Backtest;
  readonly blind: BlindOpponent;
  readonly nonMembers: number;
  readonly momentum: Holding;
  readonly spy: MarketSeries | undefined;
  /** True where SPY's closes begin after the first session. */
  readonly isSpyLate: boolean;
}

/** A tail without decisions is told from this share of the sessions on. */
const IDLE_SHARE = 0.1;

/** Momentum looks 252 bars back; that it first buys some days later is the calendar's. */
const USUAL_WAIT = 25;

/** Says what a reader must know of a judgement's figures, a sentence each: what was left out, weak or not there. */
export function judgementNotes(facts: JudgementFacts): readonly string[] {
  const { policy, blind, nonMembers, momentum, spy, isSpyLate } = facts;
  const { leftOut, lapsed, overVolume, date, decisions } = policy;
  const counts = (record: Readonly<Partial<Record<string, number>>>) =>
    Object.entries(record).map(([why, count]) => `${count} (${why})`);
  const notes: string[] = [];
  const { costs } = policy.settings;
  const cheap = (["commission", "spread", "impact"] as const).filter((part) => costs[part] < COST_DEFAULTS[part]);
  if (cheap.length > 0) {
    const said = cheap.map((part) => `${part} ${costs[part]} for ${COST_DEFAULTS[part]}`);
    notes.push(`WARNING: costs were set below what is estimated (${said.join(", ")}): 'after costs' is after these.`);
  }
  if (Object.keys(leftOut).length > 0) notes.push(`Decisions not taken: ${counts(leftOut).join(", ")}.`);
  if (Object.keys(lapsed).length > 0) notes.push(`Decisions not filled: ${counts(lapsed).join(", ")}.`);
  const idle = idleTail(policy);
  if (idle > IDLE_SHARE * date.length) {
    notes.push(
      `Nothing is held in the last ${idle} of ${date.length} sessions: cash that makes every ratio smaller, the good and the bad.`,
    );
  }
  const { unfilled: untraded } = policy;
  if (untraded > policy.trades.length) {
    notes.push(
      `The blind opponent judges all ${decisions} decisions alike, also the ${untraded} that were not filled: which of them ` +
        "the portfolio took is not judged by its p.",
    );
  }
  if (nonMembers > 0) {
    notes.push(`${nonMembers} decisions are of days on which the ticker was no member of the universe: hindsight.`);
  }
  if (overVolume > 0) {
    const { participation } = policy.settings;
    notes.push(
      `${overVolume} fills were more than ${100 * participation} % of their own bar's volume, which nobody knows beforehand; ` +
        "exits are not limited.",
    );
  }
  if (blind.weak) {
    notes.push(
      `The blind opponent has ${blind.tickersPerFifth} tickers in a fifth of volatility: below 9 its power is weak, ` +
        "and a high p says little.",
    );
  }
  const bought = momentum.exposure.findIndex((share) => share > 0);
  if (bought < 0) notes.push("Momentum is in cash throughout: no ticker has the 252 bars that it looks back.");
  else if (bought > USUAL_WAIT) {
    notes.push(`Momentum is in cash until ${isoDate(date[bought]!)}: it looks 252 bars back.`);
  }
  if (isSpyLate) notes.push("SPY is left out: its closes begin after the first session.");
  else if (spy && !spy.closes) notes.push(`SPY is left out: ${spy.origin}.`);
  return notes;
}

/** Sessions at the end in which nothing is held; none where nothing ever was. */
function idleTail({ exposure }: Backtest): number {
  const last = exposure.findLastIndex((share) => share > 0);
  return last < 0 ? 0 : exposure.length - 1 - last;
}
