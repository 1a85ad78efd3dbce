import { dateBlockBootstrap, placements, studentTail } from "../../statistics/index.ts";
import type { AuditTest } from "./check.ts";
import type { AuditSubject } from "./subject.ts";

/** What purged folds may be better by: they learn from later dates too, and from more. */
const MARGIN = 0.02;

/** Holds the AUC of purged folds against that of a walk forward on the same rows, with the difference's block error. */
export async function checkFoldsAgainstWalk(subject: AuditSubject): Promise<readonly AuditTest[]> {
  const { pipeline, inputs, labels, target, outOfFold } = subject;
  const walk = await pipeline.learn({ inputs, labels, target, folds: pipeline.walk(labels) });
  const folds = await outOfFold();
  const rows = [...walk.keys()].filter((row) => !Number.isNaN(walk[row]!) && !Number.isNaN(folds[row]!));
  const positive = Uint8Array.from(rows, (row) => target[row]!);
  const [ofFolds, ofWalk] = [folds, walk].map((score) =>
    placements(
      Float64Array.from(rows, (row) => score[row]!),
      positive,
    ),
  );
  const gain = ofFolds!.map((placed, i) => placed - ofWalk![i]!);
  const yes = (is: number) => Float64Array.from(positive, (each) => +(each === is));
  const sums = [gain.map((x, i) => x * positive[i]!), yes(1), gain.map((x, i) => x * (1 - positive[i]!)), yes(0)];
  const mean = sums[0]!.reduce((a, b) => a + b, 0) / sums[1]!.reduce((a, b) => a + b, 0);
  const { estimate, standardError, blocks } = dateBlockBootstrap({
    session: Int32Array.from(rows, (row) => labels.decisionSession[row]!),
    columns: sums,
    statistic: ([a, b, c, d]) => a! / b! + c! / d! - mean,
    ...{ overlap: labels.parameters.horizon, seed: "folds against walk", draws: 500 },
  });
  return [
    {
      ...{ id: "folds_against_walk", subject: `${rows.length} rows` },
      p: studentTail((estimate - MARGIN) / standardError, blocks - 1),
      detail: `purged k-fold's AUC less walk-forward's is ${estimate.toFixed(3)} ± ${(2 * standardError).toFixed(3)}; a leak is beyond ${MARGIN}`,
    },
  ];
}
