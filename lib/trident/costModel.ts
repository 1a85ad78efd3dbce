/** Something that took seconds, by its rows. */
export interface Timing {
  readonly rows: number;
  readonly seconds: number;
}

/** Seconds that follow from rows: `fixed + each * rows`, with what is not known of it. */
export interface CostModel {
  /** At least 0, as `each` is. */
  readonly fixed: number;
  readonly each: number;
  /** The scatter of one timing, as a share of its seconds. */
  readonly scatter: number;
  /** Squared relative error of the mean at some rows, in the scatter's square: 1 / n in the middle of what was measured. */
  leverage(rows: number): number;
}

/**
 * Fits a line to timings by least squares of relative errors: a fit of ten times the rows may err by ten times as much. A
 * line that would start below 0, or fall, goes through 0, or is level.
 *
 * @param timings two or more, of two or more sizes.
 */
export function costModel(timings: readonly Timing[]): CostModel {
  // By y / x = fixed / x + each: ordinary least squares in u = 1 / x.
  const u = timings.map(({ rows }) => 1 / rows);
  const y = timings.map(({ rows, seconds }) => seconds / rows);
  const n = timings.length;
  const meanU = u.reduce((a, b) => a + b, 0) / n;
  const meanY = y.reduce((a, b) => a + b, 0) / n;
  const spread = u.reduce((sum, each) => sum + (each - meanU) ** 2, 0);
  const slope = u.reduce((sum, each, k) => sum + (each - meanU) * (y[k]! - meanY), 0) / spread;
  const level = meanY - slope * meanU;
  const [fixed, each] = slope < 0 ? [0, meanY] : level < 0 ? [slopeThroughZero(u, y), 0] : [slope, level];
  const residual = timings.reduce((sum, { rows, seconds }) => {
    const said = fixed + each * rows;
    return sum + (seconds / said - 1) ** 2;
  }, 0);
  return {
    fixed,
    each,
    scatter: Math.sqrt(residual / Math.max(1, n - 2)),
    leverage: (rows) => 1 / n + (1 / rows - meanU) ** 2 / spread,
  };
}

/** What some rows take by a model. */
export function secondsOfRows({ fixed, each }: CostModel, rows: number): number {
  return fixed + each * rows;
}

/** What costs a share as much; as unsure as before. */
export function scaledCost(model: CostModel, share: number): CostModel {
  return { ...model, fixed: model.fixed * share, each: model.each * share };
}

function slopeThroughZero(u: readonly number[], y: readonly number[]): number {
  return u.reduce((sum, each, k) => sum + each * y[k]!, 0) / u.reduce((sum, each) => sum + each * each, 0);
}
