import type { LabelTrial } from "./labelStudy.ts";

/** How much of a search's outcome one parameter explains alone. */
export interface ParameterImportance {
  readonly name: "profit" | "stop" | "horizon" | "method";
  /** Adjusted R squared, 0 at least: the share of the variance of the values; shares need not add up to 1. */
  readonly share: number;
}

const NAMES = ["profit", "stop", "horizon", "method"] as const;

/**
 * The importance of each parameter: the variance of the complete trials' values that a parabola in that parameter alone
 * explains (for the method, its two means), as adjusted R squared, so that noise explains about nothing. It says nothing
 * of parameters that act only together, and a sampler that looks where it was good before makes it rougher than a grid.
 *
 * @returns highest first; shares are 0 with fewer than five complete trials or values that are all equal.
 */
export function parameterImportance(trials: readonly LabelTrial[]): readonly ParameterImportance[] {
  const complete = trials.filter(({ value }) => value !== null);
  const values = complete.map(({ value }) => value!);
  return NAMES.map((name) => {
    const at = complete.map((trial) => (name === "method" ? +(trial.method === "simple") : trial[name]));
    const low = Math.min(...at);
    const span = Math.max(...at) - low;
    // Scaled to -1 .. 1, so that the squares do not swamp the rest.
    const x = at.map((each) => (span > 0 ? (2 * (each - low)) / span - 1 : 0));
    const terms = name === "method" ? [x] : [x, x.map((each) => each * each)];
    return { name, share: Math.max(0, adjustedR2(terms, values)) };
  }).sort((a, b) => b.share - a.share);
}

/** Adjusted R squared of least squares with an intercept, by Gram-Schmidt; a term that others make up is left out. */
function adjustedR2(terms: readonly (readonly number[])[], values: readonly number[]): number {
  const n = values.length;
  const basis: number[][] = [];
  const centred = (column: readonly number[]): number[] => {
    const mean = column.reduce((sum, each) => sum + each, 0) / n;
    return column.map((each) => each - mean);
  };
  const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, each, i) => sum + each * b[i]!, 0);
  for (const term of terms) {
    let rest = centred(term);
    for (const each of basis) {
      const along = dot(rest, each);
      rest = rest.map((value, i) => value - along * each[i]!);
    }
    const length = Math.sqrt(dot(rest, rest));
    if (length > 1e-9) basis.push(rest.map((value) => value / length));
  }
  const y = centred(values);
  const total = dot(y, y);
  const free = n - 1 - basis.length;
  if (!(total > 0) || free < 2) return 0;
  const explained = basis.reduce((sum, each) => sum + dot(y, each) ** 2, 0);
  return 1 - ((total - explained) / free) * ((n - 1) / total);
}
