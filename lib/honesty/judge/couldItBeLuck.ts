import { finiteOrNull } from "trident-base";
import {
  alphaSharpe,
  deflatedAlpha,
  edgeEvidence,
  hedgedReturns,
  minimumTrackRecord,
  pbo,
  SESSIONS_A_YEAR,
  type SharpeSample,
  sharpeVariance,
} from "../../statistics/index.ts";
import type { JudgedReturns } from "./doesItPay.ts";
import { type Finding, finding, JudgeError } from "./finding.ts";
import type { JudgeSubject, TrialReturns } from "./subject.ts";

/** As sure as a deflated Sharpe ratio has to be. */
const SURE = 0.95;
/** More trials are not counted. */
const MOST = 1_000_000;
const FEWEST_SESSIONS = 20;
/** The share of the judged sessions that a trial must have returns on. */
const SHARED = 0.9;
const BLOCKS = 10;

/**
 * Asks whether luck, and a search that was not told of, explain net alpha: the deflated Sharpe ratio by the trials that
 * were declared or given, SPA, the minimum track record, and PBO of the trials.
 */
export function couldItBeLuck(
  { panel, options }: Pick<JudgeSubject, "panel" | "options">,
  { dates, returns, market }: JudgedReturns,
): readonly Finding[] {
  const { trialReturns } = options;
  if (returns.length < FEWEST_SESSIONS || returns.every((r) => r === 0)) {
    const sentence = `Nothing can be said of luck: ${returns.length < FEWEST_SESSIONS ? `${returns.length} sessions are fewer than ${FEWEST_SESSIONS}` : "nothing was traded"}.`;
    return [finding("luck", "bound", { id: "deflated_sharpe", passed: false, sentence })];
  }
  const rivals = trialReturns ? onDates(trialReturns, panel.calendar, dates) : [];
  const declared = options.trials ?? trialReturns?.names.length;
  const hedged = rivals.map((series) => hedgedReturns(series, market));
  const search = { count: declared ?? 1, sharpeVariance: hedged.length > 1 ? sharpeVariance(hedged) : Number.NaN };
  const found = edgeEvidence({ ...{ returns, market, rivals, trials: search }, seed: "judge" });
  const sample = alphaSharpe(returns, market);
  const stands = trialsItStandsFor(sample, search.sharpeVariance);
  const standsFor =
    stands === 0
      ? "it does not stand for a single trial"
      : `it stands for up to ${stands === MOST ? "a million" : stands} trials`;
  const deflated = finding("luck", "bound", {
    ...{ id: "deflated_sharpe", value: finiteOrNull(found.deflatedSharpe) },
    passed: declared !== undefined && found.deflatedSharpe >= SURE,
    numbers: { trials: declared ?? null, stands_for: stands },
    sentence:
      declared === undefined
        ? `How many trials these predictions are the best of was not said (--trials): ${standsFor}.`
        : `The deflated Sharpe ratio of net alpha by ${declared} trials is ${shown(found.deflatedSharpe)} (0.95 is asked): ${standsFor}.`,
  });
  const spaPassed = found.spa.consistent < 0.05 && found.spa.best === 0;
  return [
    deflated,
    finding("luck", "bound", {
      ...{ id: "spa", passed: spaPassed, value: finiteOrNull(found.spa.consistent) },
      numbers: { rivals: rivals.length, best: found.spa.best },
      sentence: `Superior predictive ability: p ${found.spa.consistent.toPrecision(2)}${rivals.length === 0 ? ", of these predictions alone" : ` among ${rivals.length} trials${found.spa.best === 0 ? "" : ", of which another is better"}`}.`,
    }),
    trackRecord(sample, returns.length),
    overfitting(rivals),
  ];
}

const shown = (value: number): string => (Number.isFinite(value) ? value.toFixed(3) : "not known");

/** The most trials for which the deflated Sharpe ratio of alpha is still sure. */
function trialsItStandsFor(sample: SharpeSample, variance: number): number {
  const stands = (count: number): boolean => deflatedAlpha(sample, { count, sharpeVariance: variance }) >= SURE;
  if (!stands(1)) return 0;
  let [low, high] = [1, MOST];
  if (stands(high)) return high;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (stands(middle)) low = middle;
    else high = middle;
  }
  return low;
}

function trackRecord(sample: SharpeSample, sessions: number): Finding {
  const known = sample.periods >= 2 && Number.isFinite(sample.perPeriod);
  const needed = known ? minimumTrackRecord(sample) : Number.NaN;
  // What dependence leaves of the sessions counts: as many calendar sessions are needed as effective ones are few.
  const asked = (needed * sessions) / sample.periods;
  const passed = needed <= sample.periods;
  return finding("luck", "bound", {
    ...{ id: "track_record", passed, value: finiteOrNull(asked) },
    numbers: { sessions, effective: finiteOrNull(sample.periods), needed: finiteOrNull(needed) },
    sentence: Number.isFinite(asked)
      ? `To be above 0 with 95 % confidence a Sharpe ratio like this one has to be seen for ${Math.ceil(asked)} sessions (${(asked / SESSIONS_A_YEAR).toFixed(1)} years); there are ${sessions}.`
      : "No track record, however long, would show a net alpha that is not above 0.",
  });
}

function overfitting(trials: readonly ArrayLike<number>[]): Finding {
  const id = "pbo";
  if (trials.length < 2) {
    const sentence =
      "How the winner of the search fares on the other half of the dates (PBO) needs the trials' returns (--trial-returns).";
    return finding("luck", "shown", { id, sentence });
  }
  const { probability, lossProbability } = pbo(trials, { blocks: BLOCKS });
  return finding("luck", "shown", {
    ...{ id, value: probability, passed: probability < 0.5, numbers: { loss: lossProbability, trials: trials.length } },
    sentence: `The probability of backtest overfitting is ${probability.toFixed(2)}: so often the best of ${trials.length} trials on one half of the dates was at most the median on the other.`,
  });
}

/**
 * The trials' returns on the judged sessions, 0 where one has none.
 *
 * @throws JudgeError for a trial that lacks a tenth of them.
 */
function onDates({ names, returns }: TrialReturns, calendar: Int32Array, dates: Int32Array): readonly Float64Array[] {
  const first = calendar.indexOf(dates[0]!);
  return returns.map((series, k) => {
    const own = series.slice(first, first + dates.length);
    const known = own.reduce((sum, r) => sum + (Number.isNaN(r) ? 0 : 1), 0);
    if (known < SHARED * dates.length) {
      throw new JudgeError(`the trial has returns on ${known} of the ${dates.length} judged sessions`, {
        where: [names[k]!],
        remedy: "Give every trial's daily returns on the sessions of the predictions.",
      });
    }
    return own.map((r) => (Number.isNaN(r) ? 0 : r));
  });
}
