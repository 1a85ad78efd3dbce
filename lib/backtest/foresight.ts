import { type Labels, simple } from "../labels/index.ts";
import type { Panel } from "../market/index.ts";
import { aucInterval, type BootstrapEstimate, type Claim, claimOf, rankIc } from "../statistics/index.ts";

/** Bars after which returns are looked at: the limits of what is too good to be true are for so many. */
const BARS = 10;

/** How far scores foresee returns, whatever they were trained for. */
export interface Foresight {
  /** AUC of the scores on the sign of the return. */
  readonly signAuc: BootstrapEstimate;
  /** Mean daily rank correlation with the return. */
  readonly rankIc: BootstrapEstimate;
}

/** Scores of rows that their model had not seen. */
export interface UnseenScores {
  /** Rows of the panel, in any order. */
  readonly rows: ArrayLike<number>;
  /** By place in `rows`. */
  readonly score: ArrayLike<number>;
}

export interface ForesightOptions {
  /** The returns of the panel's rows, of `returnsAhead`. */
  readonly returns: Labels;
  readonly seed: number | string;
  /** Of the date-block bootstrap. */
  readonly draws?: number;
}

/**
 * What each row earns from the next open to the close of its tenth bar; earlier where the folds are purged for a shorter
 * horizon, since rows trained on would overlap the rest.
 */
export function returnsAhead(panel: Panel, horizon: number): Labels {
  // The barriers of a simple label do not move its return.
  return simple(panel, { profit: 0.1, stop: 0.1, horizon: Math.min(BARS, horizon) });
}

/** How far scores foresee returns; NaN where too little is known. */
export function foresight({ rows, score }: UnseenScores, { returns, seed, draws }: ForesightOptions): Foresight {
  const { known, ret, decisionSession, parameters } = returns;
  const places = Array.from(rows, (_, i) => i).filter((i) => known[rows[i]!] === 1);
  const outcome = Float64Array.from(places, (i) => ret[rows[i]!]!);
  const given = {
    session: Int32Array.from(places, (i) => decisionSession[rows[i]!]!),
    score: Float64Array.from(places, (i) => score[i]!),
    ...{ overlap: parameters.horizon, seed, ...(draws !== undefined && { draws }) },
  };
  return {
    signAuc: aucInterval({ ...given, positive: Uint8Array.from(outcome, (r) => +(r > 0)) }),
    rankIc: rankIc({ ...given, outcome }),
  };
}

/** What foresight claims, for `tooGood`. */
export function foresightClaims(of: string, { signAuc, rankIc: ic }: Foresight): readonly Claim[] {
  return [claimOf("sign_auc", of, signAuc), claimOf("rank_ic", of, ic)];
}
