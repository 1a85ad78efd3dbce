import { isoDate } from "trident-base";
import { type Panel, readKeyed, rowsOfBars } from "../market/index.ts";
import { bisectLeft } from "../runtime/index.ts";
import type { LabelIntervals } from "./labels.ts";
import { LabelError } from "./labelsOfColumns.ts";

/** Labels of a file, by row of a panel. */
export interface ReadLabels extends LabelIntervals {
  /** 1 target, -1 stop, 0 neither, as the file says; undefined where it does not. */
  readonly label: Int8Array | undefined;
  /** Rows of the file without a bar in the panel. */
  readonly strange: number;
}

/**
 * Reads between which sessions labels were made from a file with ticker, date and exit_date, as `trident labels` writes
 * it; label is read where it is there. A row without an exit has no label.
 *
 * @throws LabelError naming file, ticker and date: an exit before its decision or after the panel, a row twice, no row of
 * the panel's.
 */
export async function readLabels(panel: Panel, file: string): Promise<ReadLabels> {
  const table = await readKeyed<"exit_date" | "label">(file, {
    ...{ rows: "Labels", columns: { exit_date: "date" }, optional: { label: "number" }, Fault: LabelError },
  });
  const exit = table.columns.get("exit_date")!;
  const labelOf = table.columns.get("label");
  const { rows, session, calendar } = panel;
  const known = new Uint8Array(rows);
  const seen = new Uint8Array(rows);
  const exitSession = new Int32Array(rows).fill(-1);
  const label = labelOf && new Int8Array(rows);
  const fail = (what: string, i: number, remedy: string): LabelError =>
    new LabelError(what, { where: [file, table.names[table.ticker[i]!]!, isoDate(table.date[i]!)], remedy });
  let strange = 0;
  for (const [i, row] of rowsOfBars(panel, table).entries()) {
    if (row < 0) {
      strange++;
      continue;
    }
    if (seen[row] === 1) throw fail("a decision has two labels", i, "Keep one of them.");
    seen[row] = 1;
    if (Number.isNaN(exit[i]!)) continue;
    const s = bisectLeft(calendar, exit[i]!);
    if (s === calendar.length || s < session[row]!) {
      throw fail(`exit_date is ${isoDate(exit[i]!)}`, i, "Make the labels of the bars that they are used with.");
    }
    known[row] = 1;
    exitSession[row] = s;
    if (label) label[row] = labelOf[i]!;
  }
  if (!seen.includes(1)) {
    throw new LabelError("none of the labels belongs to a bar of the panel", {
      where: [file, panel.origin.source],
      remedy: "Make the labels of the bars that they are used with.",
    });
  }
  return { rows, calendar, decisionSession: session, known, exitSession, label, strange };
}
