import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { isoDate, lockFile, makeFolder, UsageError } from "trident-base";
import { type BacktestOptions, backtestSettings, pricesOf, runBacktest } from "../backtest/index.ts";
import type { Closes, Panel } from "../market/index.ts";
import type { DaySignals } from "../model/index.ts";
import type { Progress } from "../runtime/index.ts";
import { PaperError } from "./paperError.ts";
import type { PaperPlan } from "./paperPlan.ts";
import { openPaperState, type PaperRecord } from "./paperState.ts";
import { paperStep, placedOrders } from "./paperStep.ts";

/** What is traded on paper, and how. */
export interface PaperOptions {
  readonly panel: Panel;
  /** The state's file; see also `stopFile`. */
  readonly state: string;
  /** See `PaperPlan`. */
  readonly plan: Pick<PaperPlan, "bundle" | "rule" | "promise" | "certificate" | "universe">;
  /** What is decided at the close of a day; it may rest on nothing later. */
  readonly decide: (date: number) => Promise<DaySignals>;
  /** First session, or a day before it; days since 1970-01-01. */
  readonly from: number;
  /** Sessions from then on. */
  readonly days: number;
  /** Capital, places, exposure, costs: as a backtest's. */
  readonly account?: BacktestOptions;
  /** Default 0.05. */
  readonly dailyLoss?: number;
  readonly spy?: Closes | undefined;
  readonly onProgress?: Progress | undefined;
}

/** The file whose presence stops all orders of a state: the kill switch. */
export const stopFile = (state: string): string => `${state}.stop`;

/**
 * Trades sessions on paper, one transaction each: what was killed goes on where it was, and ends as if nothing had been.
 * Sessions that the state has already are passed over.
 *
 * @returns the whole state.
 * @throws PaperError if another process holds the state, it is of another plan, or the panel does not reach from its last
 * session on; UsageError for options out of range; what `decide` throws, unless it is that nothing can be decided.
 */
export async function tradePaper(options: PaperOptions): Promise<PaperRecord> {
  const { state, days, dailyLoss = 0.05 } = options;
  if (!(Number.isInteger(days) && days > 0)) throw new UsageError(`days is ${days}, not a whole number above 0`);
  if (!(dailyLoss > 0 && dailyLoss <= 1)) throw new UsageError(`dailyLoss is ${dailyLoss}, not above 0 and at most 1`);
  await makeFolder(dirname(state));
  const lock = lockFile(`${state}.lock`);
  if (!lock) {
    throw new PaperError("another process trades on this state", {
      where: [state],
      remedy: "Wait for it, or end it; 'trident paper status' reads the state meanwhile.",
    });
  }
  try {
    return await tradeOn(options, { ...options.plan, settings: backtestSettings(options.account ?? {}), dailyLoss });
  } finally {
    lock.release();
  }
}

async function tradeOn(options: PaperOptions, planned: Omit<PaperPlan, "from">): Promise<PaperRecord> {
  const { panel, state, from, days, spy, onProgress } = options;
  const { calendar } = panel;
  const first = calendar.findIndex((day) => day >= from);
  if (first < 0) {
    throw new UsageError(`the panel has no session from ${isoDate(from)} on`, {
      where: [panel.origin.source],
      remedy: `Its last is ${isoDate(calendar.at(-1)!)}.`,
    });
  }
  const plan: PaperPlan = { ...planned, from: calendar[first]! };
  const prices = pricesOf(panel);
  const spyOn = new Map(spy ? Array.from(spy.date, (day, k) => [day, spy.close[k]!]) : []);
  const writer = openPaperState(state);
  try {
    const known = writer.read();
    if (known === null) writer.begin(plan);
    else checkPlan(state, known, plan, panel);
    const last = Math.min(calendar.length, first + days) - 1;
    for (let s = first + (known?.sessions.length ?? 0); s <= last; s++) {
      const date = calendar[s]!;
      const decided = await options.decide(date).catch((error: unknown) => {
        if (error instanceof Error && error.name === "PredictionError") return error.message;
        throw error;
      });
      const killed = existsSync(stopFile(state));
      writer.add(
        paperStep(writer.read()!, { panel, prices, session: s, decided, killed, spy: spyOn.get(date) ?? null }),
      );
      onProgress?.(s - first + 1, last - first + 1, isoDate(date));
    }
    return writer.read()!;
  } finally {
    writer.close();
  }
}

/** A state goes on with what it was begun with, session after session. */
function checkPlan(state: string, { plan: known, sessions }: PaperRecord, plan: PaperPlan, panel: Panel): void {
  const names = Object.keys({ ...known, ...plan }) as (keyof PaperPlan)[];
  const other = names.find((name) => JSON.stringify(known[name]) !== JSON.stringify(plan[name]));
  const refuse = (what: string): never => {
    throw new PaperError(what, { where: [state], remedy: "Name another file for another trial." });
  };
  if (other !== undefined) refuse(`the state was begun with another ${other}`);
  const first = panel.calendar.indexOf(plan.from);
  const apart = sessions.findIndex(({ date }, k) => panel.calendar[first + k] !== date);
  if (apart >= 0) refuse(`the panel has not the session of ${isoDate(sessions[apart]!.date)} that the state has`);
}

/** Whether a state is what the backtest makes of the same decisions. */
export interface PaperParity {
  readonly sessions: number;
  /** Dollars, of the equity at any close. */
  readonly largestDifference: number;
  /** True to a cent. */
  readonly equal: boolean;
}

/** Runs the decisions that were ordered through the backtest and compares the equity of every session. */
export function paperParity(panel: Panel, { plan, sessions, orders }: PaperRecord): PaperParity {
  const sent = orders.filter(({ status }) => status !== "refused");
  const { equity } = runBacktest(panel, placedOrders(panel, sent, plan.rule), {
    ...plan.settings,
    start: plan.from,
    end: sessions.at(-1)?.date ?? plan.from,
    openEnd: true,
  });
  const largestDifference = Math.max(0, ...sessions.map((each, s) => Math.abs(each.equity - equity[s]!)));
  return { sessions: sessions.length, largestDifference, equal: largestDifference < 0.01 };
}
