import { isoDate, shownAs, TridentError } from "trident-base";
import type { Panel } from "../market/index.ts";
import { type LabelOptions, labelParameters } from "./labelParameters.ts";
import type { Labels } from "./labels.ts";
import { labelsTable } from "./labelsTable.ts";

/** Labels that do not belong to the panel they are given with. */
export class LabelError extends TridentError {}

/** The columns of a file of labels by row of a panel; a row without a label has NaN dates. */
export interface SavedLabels {
  readonly label: Int8Array;
  /** Days since 1970-01-01, NaN where there is no label. */
  readonly entryDay: Float64Array;
  readonly exitDay: Float64Array;
  readonly ret: Float64Array;
  readonly delisted: Uint8Array;
}

/**
 * Makes the labels of a panel from the columns that `labelColumns` wrote: what was saved is read, not computed again.
 *
 * @param options what the labels were made with.
 * @throws LabelError naming ticker and date of a label that enters or leaves on a day without a bar.
 */
export function labelsOfColumns(panel: Panel, options: LabelOptions, saved: SavedLabels): Labels {
  const { rows, tickers, offsets, session, calendar, date } = panel;
  const made = {
    known: new Uint8Array(rows),
    label: new Int8Array(rows),
    entryRow: new Int32Array(rows).fill(-1),
    exitRow: new Int32Array(rows).fill(-1),
    entrySession: new Int32Array(rows).fill(-1),
    exitSession: new Int32Array(rows).fill(-1),
    ret: new Float64Array(rows).fill(Number.NaN),
    delisted: new Uint8Array(rows),
  };
  for (const [t, ticker] of tickers.entries()) {
    const end = offsets[t + 1]!;
    // Entries and exits of a ticker's rows come in order, but an exit may come before that of an earlier row.
    const barOn = (day: number, from: number): number => {
      let row = from;
      while (row < end && date[row]! < day) row++;
      if (row < end && date[row] === day) return row;
      throw new LabelError("a label enters or leaves on a day without a bar", {
        where: [ticker, isoDate(date[from]!)],
        remedy: "Make the dataset again from its bars.",
      });
    };
    for (let row = offsets[t]!; row < end; row++) {
      if (Number.isNaN(saved.entryDay[row]!)) continue;
      const entry = barOn(saved.entryDay[row]!, row);
      const exit = barOn(saved.exitDay[row]!, entry);
      made.known[row] = 1;
      made.label[row] = saved.label[row]!;
      made.entryRow[row] = entry;
      made.exitRow[row] = exit;
      made.entrySession[row] = session[entry]!;
      made.exitSession[row] = session[exit]!;
      made.ret[row] = saved.ret[row]!;
      made.delisted[row] = saved.delisted[row]!;
    }
  }
  const parameters = labelParameters(options);
  return shownAs({ parameters, tickers, offsets, rows, calendar, decisionSession: session, ...made }, labelsTable);
}
