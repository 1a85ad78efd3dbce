import type { Labelling } from "../labels/index.ts";
import type { DailyReturns } from "../ledger/index.ts";

/** What the evaluation of a labelling gave: what a study is told and a ledger keeps. */
export interface JudgedLabelling {
  /** What is maximised; null where it could not be judged. */
  readonly value: number | null;
  /** Daily net returns of the reference policy; null where there are none. */
  readonly returns: DailyReturns | null;
  /** What the study keeps beside the value. */
  readonly notes: Readonly<Record<string, unknown>>;
}

/** Evaluates a labelling; what it gives depends on the labelling alone. */
export type Judge = (labelling: Labelling) => Promise<JudgedLabelling>;

/** A judge that evaluates no labelling twice. */
export function remembering(judge: Judge): Judge {
  const known = new Map<string, Promise<JudgedLabelling>>();
  return ({ method, profit, stop, horizon }) => {
    const key = JSON.stringify([method, profit, stop, horizon]);
    const judged = known.get(key) ?? judge({ method, profit, stop, horizon });
    known.set(key, judged);
    return judged;
  };
}
