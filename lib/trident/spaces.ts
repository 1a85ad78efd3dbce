import type { BoosterName, EngineParams, Space } from "../engines/index.ts";

/** The engines of an ensemble by the names that a command line has for them. */
export const MEMBERS = { xgb: "xgboost", lgb: "lightgbm", cat: "catboost" } as const satisfies Readonly<
  Record<string, BoosterName>
>;

/** What is tuned of each engine; the numbers are the roadmap's. */
const SPACES = {
  xgboost: {
    trees: { type: "int", low: 100, high: 500 },
    maxDepth: { type: "int", low: 3, high: 10 },
    learningRate: { type: "float", low: 0.01, high: 0.3, log: true },
    subsample: { type: "float", low: 0.5, high: 1 },
    columnShare: { type: "float", low: 0.5, high: 1 },
  },
  lightgbm: {
    leaves: { type: "int", low: 20, high: 100 },
    learningRate: { type: "float", low: 0.01, high: 0.3, log: true },
    columnShare: { type: "float", low: 0.5, high: 1 },
  },
  catboost: {
    maxDepth: { type: "int", low: 4, high: 10 },
    learningRate: { type: "float", low: 0.01, high: 0.3, log: true },
    lambda: { type: "float", low: 1, high: 10 },
  },
} as const satisfies Readonly<Record<BoosterName, Space>>;

/** Trees and their levels at most, and trees without a gain that end a training that may stop early. */
export interface TreeLimits {
  readonly trees: number;
  readonly depth: number;
  readonly stoppingRounds: number;
}

/** The roadmap's own limit of trees. */
const MOST_TREES = 500;

/**
 * The space of an engine within limits: where trees are under 500, XGBoost's number of trees keeps its share of it, and
 * no tree is deeper than is allowed.
 */
export function spaceOf(engine: BoosterName, { trees, depth }: TreeLimits): Space {
  const whole: Space = SPACES[engine];
  const { maxDepth } = whole;
  const space: Space =
    maxDepth?.type === "int" ? { ...whole, maxDepth: { ...maxDepth, high: Math.min(maxDepth.high, depth) } } : whole;
  if (!("trees" in space)) return space;
  const { low, high } = SPACES.xgboost.trees;
  const scaled = (value: number): number => Math.max(1, Math.round((value * trees) / MOST_TREES));
  return { ...space, trees: { type: "int", low: scaled(low), high: scaled(high) } };
}

/** True for the engines whose space names no number of trees: they stop early. */
export function stopsEarly(engine: BoosterName): boolean {
  return !("trees" in SPACES[engine]);
}

/** A point of a space as the engine takes it. Classes are balanced in the fit. */
export function fitParams<E extends BoosterName>(
  engine: E,
  point: Readonly<Record<string, unknown>>,
  limits: TreeLimits,
): EngineParams<E> {
  const { trees, stoppingRounds } = limits;
  const stopping = stopsEarly(engine) ? { trees, stoppingRounds } : {};
  return { ...stopping, ...point, classWeight: "balanced" } as EngineParams<E>;
}
