import type { Verdict, VerdictLine } from "trident-base";
import type { BootstrapEstimate } from "./dateBlockBootstrap.ts";
import { lowerBound } from "./lowerBound.ts";

/** What results are measured by, out of sample. */
export type GoodMeasure = "sharpe" | "edge" | "auc" | "sign_auc" | "rank_ic" | "next_ic" | "auc_gap";

/** A result, and what it exceeds with one-sided 95 % confidence; NaN where that is not known. */
export interface Claim {
  readonly measure: GoodMeasure;
  /** What it is a result of, if there are several. */
  readonly of?: string;
  readonly estimate: number;
  readonly lowerBound: number;
}

interface Limit {
  readonly title: string;
  /** Beyond it a lower bound is too good. */
  readonly above: number;
  /** Beyond it, if not at once, it is a leak until proven otherwise. */
  readonly leak?: number;
}

/**
 * What honest results of daily bars stay below. To expect are Sharpe ratios of the excess of -0.5 to 0.7, an AUC on the
 * sign of a return of 0.50 to 0.53 and a rank IC of 0 to 0.03: a Sharpe ratio of 3.5 needs an IC of about 0.2 at 300
 * effective bets a year, by the fundamental law of active management (Grinold and Kahn, "Active portfolio management").
 */
const LIMITS: Readonly<Record<GoodMeasure, Limit>> = {
  sharpe: { title: "Sharpe ratio of the excess after costs", above: 1.5, leak: 2.5 },
  edge: { title: "edge less the opponent's", above: 0.05 },
  auc: { title: "AUC less that of volatility alone", above: 0.05 },
  sign_auc: { title: "AUC on the sign of the return", above: 0.55 },
  rank_ic: { title: "mean daily rank IC at 10 days", above: 0.05 },
  // Reversal and closes near the high or low have 0.02 of real bars, the oracle of a synthetic market of signal 0.1 has
  // 0.066; scores that hold a tenth of tomorrow's return have 0.1.
  next_ic: { title: "mean daily rank IC with the next bar, from close to close", above: 0.07 },
  auc_gap: { title: "train AUC less test AUC on the sign of the return", above: 0.2 },
};

const LEAK = "A leak until proven otherwise.";
const UNUSUAL = "Hardly ever honest: look for a leak first.";

/** Measures that are 1 at most. */
const PERFECT: readonly GoodMeasure[] = ["auc", "sign_auc", "rank_ic", "next_ic"];

/**
 * The claim that an estimate makes. Of one that is perfect in every block nothing can be resampled, and it would pass for
 * unknown: it exceeds what as many blocks would all have reached in one of twenty, 0.05^(1 / blocks).
 *
 * @param less what is taken off: the AUC of volatility alone.
 */
export function claimOf(measure: GoodMeasure, of: string, found: BootstrapEstimate, less = 0): Claim {
  const isPerfect = PERFECT.includes(measure) && found.estimate > 1 - 1e-9 && found.blocks >= 1;
  const bound = isPerfect ? 0.05 ** (1 / found.blocks) : lowerBound(found);
  return { measure, of, estimate: found.estimate - less, lowerBound: bound - less };
}

/**
 * Judges whether results are believable: what is too good to be true fails, by the one-sided 95 % lower bound, since half
 * a year of noise has a Sharpe ratio over 1.5 in one of six.
 */
export function tooGood(claims: readonly Claim[]): Verdict {
  const lines = claims.map(lineOf);
  const has = (status: VerdictLine["status"]): boolean => lines.some((line) => line.status === status);
  return {
    title: "Are the results believable?",
    status: has("fail") ? "fail" : has("pass") ? "pass" : "not enough data",
    lines,
  };
}

function lineOf({ measure, of, estimate, lowerBound }: Claim): VerdictLine {
  const { title, above, leak = above } = LIMITS[measure];
  const isKnown = Number.isFinite(estimate) && Number.isFinite(lowerBound);
  const isShown = isKnown || (Number.isFinite(estimate) && estimate > above);
  const line = {
    id: of === undefined ? measure : `${measure} ${of}`,
    title: of === undefined ? title : `${title}, ${of}`,
    value: isShown ? shown(estimate) : null,
    threshold: `at least ${above} with 95 % confidence is too good`,
    interval: null,
  };
  if (!isKnown) return { ...line, status: "not enough data", detail: "Its lower bound is not known." };
  const least = `At least ${shown(lowerBound)}.`;
  if (!(lowerBound > above)) return { ...line, status: "pass", detail: least };
  return { ...line, status: "fail", detail: `${least} ${lowerBound > leak ? LEAK : UNUSUAL}` };
}

/** The lines of such a verdict that are a leak until proven otherwise. */
export function calledLeaks({ lines }: Verdict): readonly VerdictLine[] {
  return lines.filter(({ status, detail }) => status === "fail" && detail.endsWith(LEAK));
}

/** Says in a sentence or two what came of it: first what is too good. */
export function tooGoodSentence({ status, lines }: Verdict): string {
  if (status === "not enough data" && lines.every(({ value }) => value === null))
    return "Whether this is too good to be true cannot be said: too little is known.";
  const failed = lines.filter((line) => line.status === "fail");
  // Only beyond its limit a value of which no more is known is shown.
  const unsure = lines.filter((line) => line.status === "not enough data" && line.value !== null);
  if (failed.length === 0 && unsure.length > 0) {
    const which = unsure.map(({ title, value }) => `${title} ${value}`).join(", ");
    return `Nothing here is surely too good to be true, but beyond what honest results show, with no bound known: ${which}.`;
  }
  if (failed.length === 0) return "Nothing here is too good to be true.";
  return failed.map(({ title, value, detail }) => `Too good to be true: ${title} ${value}. ${detail}`).join(" ");
}

const shown = (value: number): number => Number(value.toFixed(3));
