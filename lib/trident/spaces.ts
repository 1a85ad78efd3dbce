import type { BoosterName, EngineParams, MemberName, Space } from "../engines/index.ts";

/** The engines of an ensemble by the names that a command line has for them. */
export const MEMBERS = { xgb: "xgboost", lgb: "lightgbm", cat: "catboost", mlp: "mlp" } as const satisfies Readonly<
  Record<string, MemberName>
>;

/** The members that are trained unless others are named: the network needs what is not installed by default. */
export const USUAL_MEMBERS: readonly BoosterName[] = ["xgboost", "lightgbm", "catboost"];

/** What is tuned of each engine; the boosters' numbers are the roadmap's. */
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
  mlp: {
    layers: { type: "int", low: 1, high: 3 },
    units: { type: "int", low: 16, high: 128, log: true },
    learningRate: { type: "float", low: 3e-4, high: 1e-2, log: true },
    l2: { type: "float", low: 1e-6, high: 1e-2, log: true },
  },
} as const satisfies Readonly<Record<MemberName, Space>>;

/** Trees and their levels at most, and trees without a gain that end a training that may stop early. */
export interface TreeLimits {
  readonly trees: number;
  readonly depth: number;
  readonly stoppingRounds: number;
}

/** A network sees its rows so often at most, and stops after so many epochs without a gain: each is worth many trees. */
const MOST_EPOCHS = 100;
const MOST_IDLE_EPOCHS = 10;

/** The roadmap's own limit of trees. */
const MOST_TREES = 500;

/**
 * The space of an engine within limits: where trees are under 500, XGBoost's number of trees keeps its share of it, and
 * no tree is deeper than is allowed.
 */
export function spaceOf(engine: MemberName, { trees, depth }: TreeLimits): Space {
  const whole: Space = SPACES[engine];
  const { maxDepth } = whole;
  const space: Space =
    maxDepth?.type === "int" ? { ...whole, maxDepth: { ...maxDepth, high: Math.min(maxDepth.high, depth) } } : whole;
  if (!("trees" in space)) return space;
  const { low, high } = SPACES.xgboost.trees;
  const scaled = (value: number): number => Math.max(1, Math.round((value * trees) / MOST_TREES));
  return { ...space, trees: { type: "int", low: scaled(low), high: scaled(high) } };
}

/** How many trees a booster is to grow, or epochs a network is to see, as a parameter. */
export function roundsOf(engine: MemberName, rounds: number): Readonly<Record<string, number>> {
  return engine === "mlp" ? { epochs: rounds } : { trees: rounds };
}

function stoppingOf(engine: MemberName, { trees, stoppingRounds }: TreeLimits): Readonly<Record<string, number>> {
  if (engine !== "mlp") return { trees, stoppingRounds };
  return { epochs: Math.min(trees, MOST_EPOCHS), stoppingRounds: Math.min(stoppingRounds, MOST_IDLE_EPOCHS) };
}

/** True for the engines whose space names no number of trees: they stop early. */
export function stopsEarly(engine: MemberName): boolean {
  return !("trees" in SPACES[engine]);
}

/** A point of a space as the engine takes it. Classes are balanced in the fit. */
export function fitParams<E extends MemberName>(
  engine: E,
  point: Readonly<Record<string, unknown>>,
  limits: TreeLimits,
): EngineParams<E> {
  const stopping = stopsEarly(engine) ? stoppingOf(engine, limits) : {};
  return { ...stopping, ...point, classWeight: "balanced" } as EngineParams<E>;
}
