import { createMatrix, createRandom, type Matrix } from "../../runtime/index.ts";
import type { AuditCheck } from "./check.ts";
import { placeOf } from "./compare.ts";
import type { AuditSubject } from "./subject.ts";

/**
 * Learns a fold again with all withheld that is not to be learned from, and asks for the same scores: the targets of all
 * rows that are not trained on turned over; then the inputs of those, but for half of the tested rows, replaced. Scalers,
 * bins, early stopping, stackers and encodings that saw more than the training rows give themselves away.
 */
export async function checkWithheld(subject: AuditSubject): Promise<readonly AuditCheck[]> {
  const { pipeline, labels, inputs, target, panel } = subject;
  // A fold in the middle has training rows on both sides.
  const folds = pipeline.folds(labels);
  const fold = folds[folds.length >> 1]!;
  const learn = (given: Matrix, answers: Int8Array) =>
    pipeline.learn({ labels, inputs: given, target: answers, folds: [fold] });
  const [asked, rest] = [fold.test.filter((_, i) => i % 2 === 0), fold.test.filter((_, i) => i % 2 === 1)];
  const isTrained = membership(panel.rows, fold.train);
  const before = await learn(inputs, target);
  const turned = target.map((value, row) => (isTrained[row] === 1 ? value : 1 - value));
  const byTargets = await learn(inputs, turned);
  const kept = membership(panel.rows, fold.train, asked);
  const byInputs = await learn(replaced(inputs, kept), target);
  const fault = (scores: Float64Array, rows: Uint32Array, what: string): string | undefined => {
    const row = rows.find((each) => !Object.is(scores[each], before[each]));
    return row === undefined
      ? undefined
      : `the score of ${placeOf(panel, row)} is ${before[row]!.toFixed(4)}, then ${scores[row]!.toFixed(4)} when ${what} that are not trained on are others. Fit on the fold's training rows alone`;
  };
  const learned = fault(byTargets, fold.test, "the targets of rows") ?? fault(byInputs, asked, "the inputs of rows");
  return [
    {
      ...{ id: "withheld", subject: `${fold.name} of ${folds.length}, refitted`, passed: learned === undefined },
      detail:
        learned ??
        `${fold.test.length} scores are the same with other targets and ${asked.length} with other inputs of ${panel.rows - fold.train.length - rest.length} rows that are not trained on`,
    },
    await withheldSpan(subject),
  ];
}

/** Calibrates again with other scores and outcomes on the certificate span and after it. */
async function withheldSpan({ pipeline, labels, target, net, outOfFold }: AuditSubject): Promise<AuditCheck> {
  const spans = pipeline.spans(labels);
  const score = await outOfFold();
  const random = createRandom("audit", "withheld span");
  const known = membership(labels.rows, spans.tuning.rows, spans.calibration.rows);
  const other = <T extends Float64Array | Int8Array>(values: T, value: (row: number) => number): T =>
    values.map((each, row) => (known[row] === 1 ? each : value(row))) as T;
  const before = pipeline.calibrate({ labels, spans, score, target, net });
  const after = pipeline.calibrate({
    ...{ labels, spans },
    score: other(score, (row) => (Number.isNaN(score[row]!) ? Number.NaN : random.uniform())),
    target: other(target, (row) => 1 - target[row]!),
    net: other(net, () => 0.1 * random.normal()),
  });
  const same = before.length === after.length && before.every((value, k) => Object.is(value, after[k]));
  return {
    ...{ id: "withheld", subject: "calibration and threshold", passed: same },
    detail: same
      ? "the same with other scores and outcomes on the certificate span"
      : `${before.map((x) => x.toFixed(4)).join(", ")} become ${after.map((x) => x.toFixed(4)).join(", ")} with other scores and outcomes on the certificate span. Choose nothing on it`,
  };
}

function membership(rows: number, ...parts: readonly Uint32Array[]): Uint8Array {
  const is = new Uint8Array(rows);
  for (const part of parts) for (const row of part) is[row] = 1;
  return is;
}

/** The matrix with the values of other rows, times a number, where a row is not kept. */
function replaced(inputs: Matrix, kept: Uint8Array): Matrix {
  const made = createMatrix(inputs.names, inputs.rows);
  const random = createRandom("audit", "withheld inputs");
  const from = Uint32Array.from({ length: inputs.rows }, () => random.integer(inputs.rows));
  for (let j = 0; j < inputs.names.length; j++) {
    for (let row = 0; row < inputs.rows; row++) {
      const at = j * inputs.stride + row;
      made.values[at] = kept[row] === 1 ? inputs.values[at]! : 5 * inputs.values[j * inputs.stride + from[row]!]! + 1;
    }
  }
  return made;
}
