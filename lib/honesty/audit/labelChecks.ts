import { isoDate } from "trident-base";
import { delistedTickers, memberRows } from "../../market/index.ts";
import type { AuditCheck } from "./check.ts";
import { placeOf } from "./compare.ts";
import { disturbAfter } from "./disturb.ts";
import type { AuditSubject } from "./subject.ts";

/**
 * Puts other bars in the place of all after a session and asks for the same labels of all positions that were left by
 * then: folds are purged by these dates.
 */
export function checkSettledLabels({ panel, pipeline, labels, cuts }: AuditSubject): readonly AuditCheck[] {
  let fault: string | undefined;
  let settled = 0;
  for (const cut of cuts) {
    const again = pipeline.labels(disturbAfter(panel, cut, "settled labels"));
    for (let row = 0; row < labels.rows && fault === undefined; row++) {
      if (labels.known[row] === 0 || labels.exitSession[row]! > cut) continue;
      settled++;
      const same =
        again.known[row] === 1 &&
        again.label[row] === labels.label[row] &&
        again.exitSession[row] === labels.exitSession[row] &&
        Object.is(again.ret[row], labels.ret[row]);
      if (same) continue;
      fault = `the label of ${placeOf(panel, row)} says that it was settled on ${isoDate(panel.calendar[labels.exitSession[row]!]!)}, and is another when the bars after ${isoDate(panel.calendar[cut]!)} are others. Purge by the last bar that a label looks at`;
    }
  }
  return [
    {
      ...{ id: "settled_labels", subject: "labels", passed: fault === undefined },
      detail: fault ?? `${settled} labels rest on no bar after their exit`,
    },
  ];
}

/** Asks that the last rows of the panel have no label, early hits neither, and that delisted tickers have theirs. */
export function checkLastLabels({ panel, labels }: AuditSubject): readonly AuditCheck[] {
  const { offsets, tickers } = panel;
  const gone = delistedTickers(panel);
  const counts = memberRows(panel);
  const { horizon } = labels.parameters;
  let [fault, open, delisted]: [string | undefined, number, number] = [undefined, 0, 0];
  for (let t = 0; t < tickers.length; t++) {
    const end = offsets[t + 1]!;
    for (let row = Math.max(offsets[t]!, end - horizon); row < end; row++) {
      const last = row === end - 1;
      if (counts?.[row] === 0) continue;
      const known = labels.known[row] === 1;
      if (gone[t] === 1 && !last) {
        delisted++;
        if (!known) fault ??= `${placeOf(panel, row)} has no label, and its ticker was delisted: its loss is left out`;
      } else if (gone[t] === 0 || last) {
        open++;
        if (known) fault ??= `${placeOf(panel, row)} has a label, and its window runs past the last bar`;
      }
    }
  }
  return [
    {
      ...{ id: "last_labels", subject: "labels", passed: fault === undefined },
      detail: fault ?? `${open} open windows without a label, ${delisted} of delisted tickers with one`,
    },
  ];
}
