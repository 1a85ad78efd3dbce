import { syntheticMarket } from "../../market/index.ts";
import { createRandom } from "../../runtime/index.ts";
import { auc, aucInterval, normalProbability, studentTail } from "../../statistics/index.ts";
import type { AuditTest } from "./check.ts";
import type { AuditSubject } from "./subject.ts";

/** What an AUC on a random walk may exceed 0.5 by before it is looked at. */
const MARGIN = 0.02;

/**
 * Learns labels that were dealt anew among the rows: nothing can be told of the tested ones, whose ranks among each other
 * are then as good as drawn (Mann and Whitney 1947).
 */
export async function checkShuffledLabels({
  pipeline,
  inputs,
  labels,
  target,
}: AuditSubject): Promise<readonly AuditTest[]> {
  const rows = [...labels.known.keys()].filter((row) => labels.known[row] === 1);
  const dealt = createRandom("audit", "shuffled labels").shuffle(rows.map((row) => target[row]!));
  const shuffled = target.slice();
  for (const [k, row] of rows.entries()) shuffled[row] = dealt[k]!;
  const fold = pipeline.folds(labels).at(-1)!;
  const score = await pipeline.learn({ inputs, labels, target: shuffled, folds: [fold] });
  const tested = fold.test.filter((row) => !Number.isNaN(score[row]!));
  const positive = Int8Array.from(tested, (row) => shuffled[row]!);
  const found = auc(
    Float64Array.from(tested, (row) => score[row]!),
    positive,
  );
  const positives = positive.reduce((sum, each) => sum + each, 0);
  const sd = Math.sqrt((tested.length + 1) / (12 * positives * (tested.length - positives)));
  return [
    {
      ...{ id: "shuffled_labels", subject: fold.name, p: normalProbability((0.5 - found) / sd) },
      detail: `AUC ${found.toFixed(3)} on labels dealt anew; chance gives 0.500 ± ${(2 * sd).toFixed(3)}`,
    },
  ];
}

/** Runs inputs, labels, folds and learner on a synthetic market whose prices are martingales: no sign can be foretold. */
export async function checkRandomWalk({ pipeline }: AuditSubject): Promise<readonly AuditTest[]> {
  const { panel } = syntheticMarket({ tickers: 16, years: 2.5, seed: 11 });
  const inputs = await pipeline.inputs(panel);
  const labels = pipeline.labels(panel);
  const target = Int8Array.from(labels.ret, (ret) => +(ret > 0));
  const score = await pipeline.learn({ inputs, labels, target, folds: pipeline.folds(labels) });
  const tested = [...score.keys()].filter((row) => !Number.isNaN(score[row]!) && labels.known[row] === 1);
  const { estimate, standardError, blocks } = aucInterval({
    session: Int32Array.from(tested, (row) => labels.decisionSession[row]!),
    score: Float64Array.from(tested, (row) => score[row]!),
    positive: Int8Array.from(tested, (row) => target[row]!),
    ...{ overlap: labels.parameters.horizon, seed: "random walk", draws: 500 },
  });
  return [
    {
      ...{ id: "random_walk", subject: panel.origin.source },
      p: studentTail((estimate - 0.5 - MARGIN) / standardError, blocks - 1),
      detail: `AUC ${estimate.toFixed(3)} on the sign of returns that cannot be foretold; a leak is beyond ${0.5 + MARGIN}`,
    },
  ];
}
