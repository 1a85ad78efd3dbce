import type { LabelOptions } from "../labels/index.ts";

/**
 * The roadmap's search space, barriers in whole percents so that a label is never moved by a rounding error: 13 * 10 *
 * 14 * 2 = 3640 labellings.
 */
export const SEARCH_SPACE = {
  method: { type: "choice", choices: ["simple", "triple_barrier"] },
  profit: { type: "int", low: 3, high: 15 },
  stop: { type: "int", low: 3, high: 12 },
  horizon: { type: "int", low: 1, high: 14 },
} as const;

/** One point of the space as a study has it: profit and stop in percent, horizon in bars. */
export interface SearchPoint {
  readonly method: "simple" | "triple_barrier";
  readonly profit: number;
  readonly stop: number;
  readonly horizon: number;
}

/** A labelling as other commands take it: profit and stop as fractions. */
export type SearchedLabels = SearchPoint;

/**
 * Whether a labelling lies at the corner of the widest barriers and the longest horizons, where the roadmap's own search
 * ended: simple, target from 12 %, stop from 10 %, horizon from 10 bars; 60 of the 3640.
 */
export function isAtCorner({ method, profit, stop, horizon }: SearchedLabels): boolean {
  return method === "simple" && profit >= 0.12 && stop >= 0.1 && horizon >= 10;
}

/** The labelling that a point stands for. */
export function labelsOfPoint({ method, profit, stop, horizon }: SearchPoint): SearchedLabels & LabelOptions {
  return { method, profit: profit / 100, stop: stop / 100, horizon };
}
