import { equalWeightReturn } from "../behaviour/index.ts";
import type { LaterYear } from "../labels/index.ts";
import type { Ledger } from "../ledger/index.ts";
import type { Panel } from "../market/index.ts";
import { appraisalRatio, type Claim, hedgedReturns, pbo, SESSIONS_A_YEAR, spa } from "../statistics/index.ts";
import type { LabelTrial } from "./labelStudy.ts";

/** Sessions that ten blocks of PBO and a stationary bootstrap ask for. */
const FEWEST_SESSIONS = 40;
const DRAWS = 2000;

/** What choosing a study's best trial was worth, by the daily returns of all its trials that the ledger has. */
export interface Selection {
  /** Trials with returns, and their sessions. */
  readonly trials: number;
  readonly sessions: number;
  /** The probability of backtest overfitting: how often the best on one half is at most the median on the other. */
  readonly pbo: number;
  /** The consistent p of the test for superior predictive ability, of the winner among all of them. */
  readonly spa: number;
  /** Whether no other trial is better by that test's statistic. */
  readonly isBest: boolean;
  /** The winner's Sharpe ratio of alpha a year, out of fold, and its one-sided 95 % lower bound; null where not known. */
  readonly sharpe: number | null;
  readonly lowerBound: number | null;
}

/**
 * Judges a study's selection by its return matrix. Trials are compared by what the market does not explain of their
 * returns: each less its beta times the equal weight of the panel's tickers.
 *
 * @param panel the bars that were searched.
 * @returns null where there are fewer than two trials with returns or 40 sessions, or the winner has none.
 */
export function judgeSelection(ledger: Ledger, study: string, panel: Panel, winner: LabelTrial): Selection | null {
  const { trials, dates, returns } = ledger.returnMatrix({ study });
  const chosen = trials.findIndex(({ number }) => number === winner.number);
  if (trials.length < 2 || dates.length < FEWEST_SESSIONS || chosen < 0) return null;
  const { value } = equalWeightReturn(panel);
  const placeOf = new Map(Array.from(panel.calendar, (day, s) => [day, s]));
  const market = Float64Array.from(dates, (day) => value[placeOf.get(day) ?? -1] || 0);
  const hedged = returns.map((series) => hedgedReturns(series, market));
  const tested = spa({ excess: hedged, chosen, seed: study, draws: DRAWS });
  const { estimate, lowerBound } = appraisalRatio(returns[chosen]!, market);
  return {
    ...{ trials: trials.length, sessions: dates.length, pbo: pbo(hedged).probability },
    ...{ spa: tested.consistent, isBest: tested.best === chosen },
    ...(Number.isNaN(lowerBound) ? { sharpe: null, lowerBound: null } : { sharpe: estimate, lowerBound }),
  };
}

/** What is claimed of a winner: out of fold, and on the later year. */
export function claimsOf(name: string, selection: Selection | null, later: LaterYear | null): readonly Claim[] {
  const claims: Claim[] = [];
  if (selection) {
    const { sharpe, lowerBound } = selection;
    const of = `${name} out of fold`;
    claims.push({ measure: "sharpe", of, estimate: sharpe ?? Number.NaN, lowerBound: lowerBound ?? Number.NaN });
  }
  if (later) {
    const { t, sessions, lowerBound, dailyAlpha } = later;
    const estimate = t * Math.sqrt(SESSIONS_A_YEAR / sessions);
    const share = (lowerBound ?? Number.NaN) / dailyAlpha;
    claims.push({ measure: "sharpe", of: `${name} on the later year`, estimate, lowerBound: share * estimate });
  }
  return claims;
}
