import { isoDate } from "trident-base";
import type { Fold } from "../../cv/index.ts";
import type { Labels } from "../../labels/index.ts";
import type { AuditCheck } from "./check.ts";
import { placeOf } from "./compare.ts";
import type { AuditSubject } from "./subject.ts";

/**
 * Holds every fold against the labels' own dates, by no code that folds are made with: no date on both sides, no training
 * interval that touches the tested one, none that begins within the embargo, and before the tested block a gap of
 * horizon + 1 sessions, or an outcome that was settled by a barrier.
 */
export function checkPurgedFolds({ panel, pipeline, labels }: AuditSubject): readonly AuditCheck[] {
  const embargo = Math.ceil(pipeline.embargo * labels.calendar.length - 1e-9);
  const looked: readonly [string, readonly Fold[], number][] = [
    ["purged k-fold", pipeline.folds(labels), embargo],
    ["walk-forward", pipeline.walk(labels), 0],
  ];
  return looked.map(([subject, folds, sessions]) => {
    const fault = folds.map((fold) => faultOf(labels, fold, sessions)).find((each) => each !== undefined);
    return {
      ...{ id: "purged_folds" as const, subject, passed: fault === undefined },
      detail: fault
        ? `${fault.what} (${fault.fold}, ${placeOf(panel, fault.row)})`
        : `${folds.length} folds: no training interval touches a tested one${sessions > 0 ? ` or the ${sessions} sessions after it` : ""}`,
    };
  });
}

function faultOf(labels: Labels, { name, train, test }: Fold, embargo: number) {
  const { decisionSession, exitSession, calendar, parameters } = labels;
  const isTested = new Uint8Array(calendar.length);
  let [first, lastExit] = [calendar.length, -1];
  for (const row of test) {
    isTested[decisionSession[row]!] = 1;
    first = Math.min(first, decisionSession[row]!);
    lastExit = Math.max(lastExit, exitSession[row]!);
  }
  const fault = (row: number, what: string) => ({ row, what, fold: name });
  for (const row of train) {
    const [decision, exit] = [decisionSession[row]!, exitSession[row]!];
    if (isTested[decision] === 1)
      return fault(row, `${isoDate(calendar[decision]!)} is trained on and tested. Split by date`);
    if (decision <= lastExit && exit >= first)
      return fault(row, "a training label was made while tested ones were. Purge by the labels' dates");
    if (decision > lastExit && decision <= lastExit + embargo)
      return fault(
        row,
        `a training decision lies within ${embargo} sessions after the tested labels. Keep the embargo`,
      );
    if (labels.label[row] === 0 && decision < first && first - decision < parameters.horizon + 1)
      return fault(row, `less than ${parameters.horizon + 1} sessions before the tested block`);
  }
  return undefined;
}
