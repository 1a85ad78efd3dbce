import { checkLabelling, type Labelling, SEARCHED_METHODS } from "../labels/index.ts";

/**
 * The roadmap's search space, barriers in whole percents so that a label is never moved by a rounding error: 13 * 10 *
 * 14 * 2 = 3640 labellings.
 */
export const SEARCH_SPACE = {
  method: { type: "choice", choices: SEARCHED_METHODS },
  profitPercent: { type: "int", low: 3, high: 15 },
  stopPercent: { type: "int", low: 3, high: 12 },
  horizon: { type: "int", low: 1, high: 14 },
} as const;

/** One point of the space: barriers in percent points, so that it cannot pass for a {@link Labelling}. */
export interface SearchPoint {
  readonly method: Labelling["method"];
  readonly profitPercent: number;
  readonly stopPercent: number;
  readonly horizon: number;
}

/** The labelling that a point stands for. */
export function labellingAt({ method, profitPercent, stopPercent, horizon }: SearchPoint): Labelling {
  return { method, profit: profitPercent / 100, stop: stopPercent / 100, horizon };
}

/**
 * Whether a labelling lies at the corner of the widest barriers and the longest horizons, where the roadmap's own search
 * ended: simple, target from 12 %, stop from 10 %, horizon from 10 bars; 60 of the 3640.
 *
 * @throws UsageError if a barrier is no fraction between 0 and 1.
 */
export function isAtCorner(labelling: Labelling): boolean {
  const { method, profit, stop, horizon } = checkLabelling(labelling);
  return method === "simple" && profit >= 0.12 && stop >= 0.1 && horizon >= 10;
}
