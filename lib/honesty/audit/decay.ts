import { type Prices, pricesOf } from "../../backtest/index.ts";
import type { Panel } from "../../market/index.ts";
import { type BootstrapEstimate, meanRankIc, scoresRankIc, studentTail } from "../../statistics/index.ts";
import type { AuditTest } from "./check.ts";
import { forwardReturns } from "./forwardReturns.ts";
import type { AuditSubject } from "./subject.ts";

/** The t beyond which an information coefficient is one. */
const LEAST_T = 3.7;

/** How the rank information coefficient of scores falls as the returns begin later. */
export interface ScoreDecay {
  /** At once, and 1, 2, 5 and horizon + 1 bars later. */
  readonly found: readonly (BootstrapEstimate & { readonly delay: number })[];
  /** Of the first. */
  readonly t: number;
  /** Whether it is beyond chance. */
  readonly isOne: boolean;
  /** p of the hypothesis that it is none, or that it does not fall below half. */
  readonly p: number;
}

/**
 * The rank information coefficients of scores with the returns of the horizon, at once and later.
 *
 * @param scored rows of the panel, and the score of each.
 */
export function scoreDecay(
  panel: Panel,
  horizon: number,
  { rows, score }: { readonly rows: ArrayLike<number>; readonly score: ArrayLike<number> },
  prices: Prices = pricesOf(panel),
): ScoreDecay {
  const session = Int32Array.from(rows, (row) => panel.session[row]!);
  const delays = [...new Set([0, 1, 2, 5, horizon + 1])].sort((a, b) => a - b);
  const icOf = scoresRankIc({ session, score });
  const found = delays.map((delay) => {
    const returns = forwardReturns(panel, horizon, delay, "open", prices);
    const daily = icOf(Float64Array.from(rows, (row) => returns[row]!));
    return { delay, ...meanRankIc({ ...daily, overlap: horizon, seed: "decay", draws: 500 }) };
  });
  const [now, ...later] = found;
  const t = now!.estimate / now!.standardError;
  const falls = later.map(({ estimate, standardError, blocks }) => {
    // As if the two were independent, which they are not: the error is rather too large.
    const error = Math.hypot(now!.standardError / 2, standardError);
    return studentTail((now!.estimate / 2 - estimate) / error, blocks - 1);
  });
  const fallen = Math.min(1, later.length * Math.min(...falls));
  const isOne = t > LEAST_T;
  return { found, t, isOne, p: isOne ? Math.max(studentTail(t, now!.blocks - 1), fallen) : 1 };
}

/** The coefficients as a sentence's part: `0.031 after 0, 0.004 after 1 bars`. */
export function decayWords({ found }: Pick<ScoreDecay, "found">): string {
  return `${found.map(({ delay, estimate }) => `${Number.isNaN(estimate) ? "not known" : estimate.toFixed(3)} after ${delay}`).join(", ")} bars`;
}

/** Shows the decay of the out-of-fold scores. One that falls below half by more than chance is short-lived or leaking. */
export async function checkDecay({ panel, labels, outOfFold }: AuditSubject): Promise<readonly AuditTest[]> {
  const score = await outOfFold();
  const rows = [...score.keys()].filter((row) => !Number.isNaN(score[row]!));
  const decay = scoreDecay(panel, labels.parameters.horizon, { rows, score: rows.map((row) => score[row]!) });
  return [
    {
      ...{ id: "decay", subject: "out-of-fold scores", p: decay.p },
      detail: `${decayWords(decay)}; t ${decay.t.toFixed(1)}${decay.isOne ? ", short-lived or leaking if it falls below half" : ""}. It acquits nothing`,
    },
  ];
}
