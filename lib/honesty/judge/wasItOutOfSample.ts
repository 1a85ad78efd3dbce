import { isoDate } from "trident-base";
import type { SavedFold } from "../../cv/index.ts";
import { bisectLeft } from "../../runtime/index.ts";
import { placeOf } from "../audit/compare.ts";
import { type Finding, finding } from "./finding.ts";
import type { JudgeSubject } from "./subject.ts";

const UNSEEN =
  "What was fitted on all dates before it was split (scaling, selection, choice of parameters) is not visible in scores either: 'trident audit' looks at code.";

/**
 * Asks whether the scores were made out of sample: whether a training label was made while labels of the rows that are
 * predicted were. Label ends come from the labels that were trained on; without them the next session is the least that
 * every label lasts, and what the horizon alone would make of it is no leak but is not cleared either.
 */
export function wasItOutOfSample(subject: JudgeSubject): readonly Finding[] {
  const { folds } = subject.options;
  const { trainedUntil, trades } = subject.predictions;
  if (folds) return [byFolds(subject, folds)];
  if (trainedUntil) return [byTrainedUntil(subject, trainedUntil)];
  const how = trades
    ? "Not visible in trades; give a column trained_until, or judge the scores that they were taken by."
    : "Not visible in scores; give folds or code: --folds with what each row was trained on, or a column trained_until.";
  return [
    finding("out_of_sample", "bound", {
      ...{ id: "out_of_sample", passed: false, numbers: { given: 0 } },
      sentence: `${how} Missing purging is not visible without them. ${UNSEEN}`,
    }),
  ];
}

/** Sessions at which a row's label ends at the least and as far as is known. */
function labelEnds({ panel, options, horizon }: JudgeSubject) {
  const { labels } = options;
  const last = panel.calendar.length - 1;
  const known = (row: number): boolean => labels?.known[row] === 1;
  return {
    least: (row: number) => (known(row) ? labels!.exitSession[row]! : Math.min(last, panel.session[row]! + 1)),
    likely: (row: number) => (known(row) ? labels!.exitSession[row]! : Math.min(last, panel.session[row]! + horizon)),
  };
}

interface Touch {
  readonly certain: number;
  readonly likely: number;
  readonly row: number | undefined;
}

function byFolds(subject: JudgeSubject, folds: readonly SavedFold[]): Finding {
  const { panel, predictions } = subject;
  const id = "out_of_sample";
  const ends = labelEnds(subject);
  const touched = folds.map((fold): Touch => {
    const test = fold.test.filter((row) => !Number.isNaN(predictions.score[row]!));
    const least = touching(subject, fold.train, test, ends.least);
    return { certain: least.length, row: least[0], likely: touching(subject, fold.train, test, ends.likely).length };
  });
  const trained = folds.reduce((sum, { train }) => sum + train.length, 0);
  const sum = (of: (touch: Touch) => number): number => touched.reduce((total, each) => total + of(each), 0);
  const [certain, likely] = [sum((each) => each.certain), sum((each) => each.likely)];
  const unseen = untested(subject, folds);
  const numbers = {
    folds: folds.length,
    trained,
    touching: certain,
    within_horizon: likely,
    not_tested: unseen.length,
  };
  const base = { id, numbers, value: trained === 0 ? null : certain / trained };
  if (certain > 0) {
    const k = touched.findIndex((each) => each.certain > 0);
    return finding("out_of_sample", "leak", {
      ...{ ...base, passed: false },
      sentence: `Not out of sample: ${certain} of ${trained} training rows have labels made while the tested ones were, the first in fold ${folds[k]!.name}, ${placeOf(panel, touched[k]!.row!)}. Split by date and purge by label ends: 'trident folds'.`,
    });
  }
  if (unseen.length > 0) {
    return finding("out_of_sample", "leak", {
      ...{ ...base, passed: false },
      sentence: `Not out of sample: ${unseen.length} of ${predictions.rows.length} scores are of rows that their fold does not test, the first ${placeOf(panel, unseen[0]!)}.`,
    });
  }
  const exact = subject.options.labels ? "by the labels' own ends" : "as far as dates show";
  if (likely > 0) {
    return finding("out_of_sample", "bound", {
      ...{ ...base, passed: false },
      sentence: `No training row of ${folds.length} folds lies beside a tested one, but the labels of ${likely} may have lasted into the tested sessions (${subject.horizon} bars): give the labels that were trained on (--labels), whose ends say.`,
    });
  }
  return finding("out_of_sample", "bound", {
    ...base,
    sentence: `Out of sample ${exact}: in ${folds.length} folds no training label was made while tested ones were. ${UNSEEN}`,
  });
}

/** Training rows whose interval meets that of a tested row. */
function touching(
  { panel }: JudgeSubject,
  train: Uint32Array,
  test: Uint32Array,
  endOf: (row: number) => number,
): Uint32Array {
  const sessions = panel.calendar.length;
  const opened = new Int32Array(sessions + 1);
  for (const row of test) {
    opened[panel.session[row]!]!++;
    opened[endOf(row) + 1]!--;
  }
  // How many sessions up to each are covered by a tested interval.
  const before = new Int32Array(sessions + 1);
  let open = 0;
  for (let s = 0; s < sessions; s++) {
    open += opened[s]!;
    before[s + 1] = before[s]! + (open > 0 ? 1 : 0);
  }
  return train.filter((row) => before[endOf(row) + 1]! > before[panel.session[row]!]!);
}

/** Rows with a score that no fold tests, or not the one that their file names. */
function untested({ panel, predictions }: JudgeSubject, folds: readonly SavedFold[]): Uint32Array {
  const { fold: foldOf, rows } = predictions;
  const tested = new Uint8Array(panel.rows);
  for (const { name, test } of folds) {
    for (const row of test) if (foldOf === undefined || foldOf(row) === name) tested[row] = 1;
  }
  return rows.filter((row) => tested[row] === 0);
}

function byTrainedUntil(subject: JudgeSubject, trainedUntil: Float64Array): Finding {
  const { panel, predictions, options, horizon } = subject;
  const { calendar, session } = panel;
  const { labels } = options;
  const last = calendar.length - 1;
  /** By session of a last training decision: when the labels trained on had all ended. */
  const latestEnd = labels && endsUpTo(subject);
  let [certain, likely, unknown] = [0, 0, 0];
  let example: number | undefined;
  for (const row of predictions.rows) {
    const until = trainedUntil[row]!;
    if (Number.isNaN(until)) {
      unknown++;
      continue;
    }
    const s = bisectLeft(calendar, until + 1) - 1;
    if (s < 0) continue;
    const least = latestEnd ? Math.max(latestEnd[s]!, s + 1) : s + 1;
    if (least > session[row]!) {
      certain++;
      example ??= row;
    } else if (!latestEnd && Math.min(last, s + horizon) > session[row]!) likely++;
  }
  const count = predictions.rows.length;
  const numbers = { predictions: count, touching: certain, within_horizon: likely, unknown };
  const base = { id: "out_of_sample", numbers, value: certain / count };
  if (example !== undefined) {
    return finding("out_of_sample", "leak", {
      ...{ ...base, passed: false },
      sentence: `Not out of sample: of ${certain} of ${count} scores a label that was trained on had not ended on their day, the first ${placeOf(panel, example)}, trained until ${isoDate(trainedUntil[example]!)}.`,
    });
  }
  if (likely > 0 || unknown > 0) {
    const parts = [
      ...(likely > 0
        ? [
            `${likely} of ${count} scores follow the last training decision within ${horizon} bars, in which its label may not have ended: give the labels that were trained on (--labels)`,
          ]
        : []),
      ...(unknown > 0 ? [`${unknown} have no trained_until`] : []),
    ];
    return finding("out_of_sample", "bound", { ...base, passed: false, sentence: `${parts.join("; ")}.` });
  }
  return finding("out_of_sample", "bound", {
    ...base,
    sentence: `Out of sample by trained_until: every label that was trained on had ended on the day of the score${latestEnd ? "" : `, ${horizon} bars later`}. ${UNSEEN}`,
  });
}

/** By session: the latest end of the labels that were decided by then. */
function endsUpTo({ panel, options }: JudgeSubject): Int32Array {
  const { known, exitSession, decisionSession } = options.labels!;
  const latest = new Int32Array(panel.calendar.length).fill(-1);
  for (let row = 0; row < panel.rows; row++) {
    if (known[row] !== 1) continue;
    const s = decisionSession[row]!;
    latest[s] = Math.max(latest[s]!, exitSession[row]!);
  }
  for (let s = 1; s < latest.length; s++) latest[s] = Math.max(latest[s]!, latest[s - 1]!);
  return latest;
}
