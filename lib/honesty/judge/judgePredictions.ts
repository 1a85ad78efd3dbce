import type { Panel } from "../../market/index.ts";
import { type DailyRankIc, SESSIONS_A_YEAR } from "../../statistics/index.ts";
import { type YearsNeeded, yearsNeeded } from "../checklist/yearsNeeded.ts";
import { canItBe } from "./canItBe.ts";
import { couldItBeLuck } from "./couldItBeLuck.ts";
import { doesItPay, LEAST_SHARPE, type Payment } from "./doesItPay.ts";
import { doesItRank } from "./doesItRank.ts";
import { type Finding, finding } from "./finding.ts";
import type { Predictions } from "./readPredictions.ts";
import { type JudgePredictionsOptions, judgeSubject } from "./subject.ts";
import { wasItOutOfSample } from "./wasItOutOfSample.ts";

/** What a judgement comes to: `judgementSchema` has its JSON. */
export interface PredictionsJudgement {
  readonly verdict: "real" | "not real" | "not enough data";
  readonly sentence: string;
  /** In the order of the questions. */
  readonly findings: readonly Finding[];
  /** Scores, or trades. */
  readonly predictions: number;
  readonly tickers: number;
  readonly sessions: number;
  readonly from: string;
  readonly to: string;
  /** Bars that the predictions are for. */
  readonly horizon: number;
  readonly years: number;
  /** By true Sharpe ratio. */
  readonly yearsNeeded: readonly YearsNeeded[];
  /** What a reader must know of these figures, a sentence each. */
  readonly notes: readonly string[];
}

/** A judgement with the series that figures are drawn from. */
export interface JudgedPredictions extends PredictionsJudgement {
  readonly payment: Payment;
  /** Undefined of trades, which have no scores. */
  readonly daily: DailyRankIc | undefined;
  readonly calendar: Int32Array;
}

/**
 * Judges predictions that were made anywhere: can they be, were they out of sample, do they rank, do they pay, could it be
 * luck. `not real` where a leak is found or the 95 % upper bound of the Sharpe ratio of net alpha is below 0.5; `real` where
 * every bound clears, with folds or trained_until and the number of trials given; else `not enough data`.
 *
 * ```ts
 * const predictions = await readPredictions(panel, "predictions.parquet");
 * const { verdict, findings } = await judgePredictions(panel, predictions, { trials: 20 });
 * ```
 */
export async function judgePredictions(
  panel: Panel,
  predictions: Predictions,
  options: JudgePredictionsOptions = {},
): Promise<JudgedPredictions> {
  const tell = options.onStep ?? (() => {});
  const subject = judgeSubject(panel, predictions, options);
  tell("do they rank");
  const ranking = predictions.trades ? TRADES_DO_NOT_RANK : await doesItRank(subject);
  tell("do they pay");
  const payment = doesItPay(subject);
  tell("can they be");
  const findings = [
    ...canItBe(subject, [...ranking.claims, ...payment.claims]),
    ...wasItOutOfSample(subject),
    ...ranking.findings,
    ...payment.findings,
    ...couldItBeLuck(subject, payment),
  ];
  const { rows, trades } = predictions;
  const tickers = new Set<number>();
  let t = 0;
  for (const row of rows) {
    while (row >= panel.offsets[t + 1]!) t++;
    tickers.add(t);
  }
  const years = payment.returns.length / SESSIONS_A_YEAR;
  return {
    ...verdictOf(findings, payment, years),
    ...{
      findings,
      predictions: trades?.ret.length ?? rows.length,
      tickers: tickers.size,
      sessions: new Set(subject.session).size,
    },
    ...{ from: subject.from, to: subject.to, horizon: subject.horizon, years, yearsNeeded: yearsNeeded(years) },
    ...{ notes: payment.judged?.notes ?? [], payment, daily: ranking.daily, calendar: panel.calendar },
  };
}

const TRADES_DO_NOT_RANK = {
  findings: [
    finding("ranks", "shown", {
      id: "trades",
      sentence: "Trades say what was bought, not how all others were ranked: this question is asked of scores alone.",
    }),
  ],
  ...{ claims: [], daily: undefined },
};

/** The one verdict of all findings. */
export function verdictOf(
  findings: readonly Finding[],
  { upperSharpe }: Pick<Payment, "upperSharpe">,
  years: number,
): Pick<PredictionsJudgement, "verdict" | "sentence"> {
  const leaks = findings.filter(({ kind, passed }) => kind === "leak" && !passed);
  const names = (all: readonly Finding[]): string => all.map(({ id }) => id.replaceAll("_", " ")).join(", ");
  if (leaks.length > 0) {
    const more = leaks.length > 1 ? ` Leaks are also: ${names(leaks.slice(1))}.` : "";
    return { verdict: "not real", sentence: `Not real. ${leaks[0]!.sentence}${more}` };
  }
  const isFast = findings.some(({ id, numbers }) => id === "decay" && numbers.is_fast === 1);
  const fast = isFast
    ? " By scores alone a leak of the next bar cannot be told from a fast signal, which this is."
    : "";
  if (upperSharpe < LEAST_SHARPE) {
    const most = `the Sharpe ratio of net alpha is at most ${upperSharpe.toFixed(2)} with 95 % confidence`;
    const sentence = `Not real: no leak is seen, but ${most}, and ${LEAST_SHARPE} is the least worth looking for.${fast}`;
    return { verdict: "not real", sentence };
  }
  const open = findings.filter(({ kind, passed }) => kind === "bound" && !passed);
  if (open.length === 0) {
    return {
      verdict: "real",
      sentence: `Real, as far as scores and dates show: no leak is seen, and every bound clears, after costs, beside the blind opponent and by the trials that were declared.${fast}`,
    };
  }
  const isUnseen = ({ id, numbers }: Finding): boolean => id === "out_of_sample" && numbers.given === 0;
  const isUndeclared = ({ id, numbers }: Finding): boolean => id === "deflated_sharpe" && numbers.trials === null;
  const rest = open.filter((each) => !isUnseen(each) && !isUndeclared(each));
  const times = yearsNeeded(years).map(({ sharpe, years: all }) => `${all.toFixed(1)} at ${sharpe}`);
  const parts = [
    ...(rest.length > 0
      ? [
          `these bounds do not clear: ${names(rest)}`,
          `there are ${years.toFixed(1)} years; to show an edge takes, by its true Sharpe ratio, ${times.join(", ")} years`,
        ]
      : []),
    ...(open.some(isUnseen)
      ? ["whether it was out of sample is not visible: give folds, or a column trained_until"]
      : []),
    ...(open.some(isUndeclared) ? ["say by --trials how many were tried"] : []),
  ];
  const why = parts.join("; ");
  return {
    verdict: "not enough data",
    sentence: `Not enough data. ${why[0]!.toUpperCase()}${why.slice(1)}.${fast}`,
  };
}
