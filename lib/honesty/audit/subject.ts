import { ROUND_TRIP_COST } from "../../backtest/index.ts";
import type { Labels } from "../../labels/index.ts";
import type { Panel } from "../../market/index.ts";
import type { Matrix } from "../../runtime/index.ts";
import { netReturns } from "../../statistics/index.ts";
import type { LearningTask, Pipeline } from "./pipeline.ts";

/** What checks look at: a pipeline on a panel, with what several of them need made once. */
export interface AuditSubject {
  readonly panel: Panel;
  readonly pipeline: Pipeline;
  readonly inputs: Matrix;
  readonly labels: Labels;
  /** 1 where the label is BUY. */
  readonly target: Int8Array;
  readonly net: Float64Array;
  /** Sessions, ascending, after which the panel is disturbed. */
  readonly cuts: readonly number[];
  /** Out-of-fold scores by row, made when they are first asked for. */
  readonly outOfFold: () => Promise<Float64Array>;
}

/** Shares of the sessions that are known when the rest is disturbed: while inputs still lack history, in the middle, late. */
const SHARES = [0.1, 0.5, 0.97];

/** Prepares a pipeline's audit on a panel. */
export async function auditSubject(panel: Panel, pipeline: Pipeline): Promise<AuditSubject> {
  const inputs = await pipeline.inputs(panel);
  const labels = pipeline.labels(panel);
  const target = Int8Array.from(labels.label, (label) => +(label === 1));
  const task = (): LearningTask => ({ inputs, labels, target, folds: pipeline.folds(labels) });
  let scored: Promise<Float64Array> | undefined;
  return {
    ...{ panel, pipeline, inputs, labels, target },
    net: netReturns(labels.ret, ROUND_TRIP_COST),
    cuts: SHARES.map((share) => Math.floor(share * (panel.calendar.length - 1))),
    outOfFold: () => {
      scored ??= pipeline.learn(task());
      return scored;
    },
  };
}
