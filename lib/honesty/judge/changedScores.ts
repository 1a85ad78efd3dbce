import { placeOf } from "../audit/compare.ts";
import { type Finding, finding } from "./finding.ts";
import type { JudgeSubject } from "./subject.ts";

/** Two scores as near as this are the same: files carry float32. */
const SAME = 1e-5;

/**
 * Holds the scores against those of an earlier file of the same model: where both say that a row's model was trained until
 * the same day, later bars may not have moved its score. Scores of models trained until different days differ rightly.
 */
export function changedScores({ panel, predictions, options }: JudgeSubject): readonly Finding[] {
  const { earlier } = options;
  if (!earlier) return [];
  const id = "changed_scores";
  const [now, before] = [predictions.trainedUntil, earlier.trainedUntil];
  if (!now || !before) {
    const sentence = "Two files are compared at equal trained_until alone: give both the column.";
    return [finding("can_it_be", "shown", { id, passed: false, sentence })];
  }
  const rows = predictions.rows.filter((row) => now[row] === before[row] && !Number.isNaN(earlier.score[row]!));
  const changed = rows.filter((row) => {
    const [a, b] = [predictions.score[row]!, earlier.score[row]!];
    return Math.abs(a - b) > SAME * Math.max(Math.abs(a), Math.abs(b));
  });
  const [row] = changed;
  return [
    finding("can_it_be", "leak", {
      ...{ id, passed: row === undefined, value: rows.length === 0 ? null : changed.length / rows.length },
      numbers: { compared: rows.length, changed: changed.length },
      sentence:
        rows.length === 0
          ? "No row of the two files was predicted by models trained until the same day: nothing to compare."
          : row === undefined
            ? `${rows.length} scores of the earlier file are the same in the later one: later bars did not move them.`
            : `Scores changed when later bars came, though their models were trained until the same day: ${changed.length} of ${rows.length}, the first ${placeOf(panel, row)}, ${earlier.score[row]!.toPrecision(4)}, then ${predictions.score[row]!.toPrecision(4)}. An input looks ahead.`,
    }),
  ];
}
