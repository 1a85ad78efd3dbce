import { isoDate, type Table } from "trident-base";
import { describeLabelling } from "./describeLabelling.ts";
import type { Labels } from "./labels.ts";

/** Labels as a notebook shows them; what is not known is null. */
export function labelsTable(labels: Labels): Table {
  const { parameters, tickers, offsets, rows, calendar, known } = labels;
  const session = (of: Int32Array) => (row: number) => isoDate(calendar[of[row]!]!);
  const ifKnown = (value: (row: number) => unknown) => (row: number) => (known[row] === 1 ? value(row) : null);
  return {
    title: `Labels, ${parameters.method} ${describeLabelling(parameters)}`,
    rows,
    columns: [
      { name: "ticker", type: "string", value: (row) => tickers[offsets.findLastIndex((offset) => offset <= row)] },
      { name: "date", type: "date", value: session(labels.decisionSession) },
      { name: "label", type: "int8", value: ifKnown((row) => labels.label[row]) },
      { name: "entry_date", type: "date", value: ifKnown(session(labels.entrySession)) },
      { name: "exit_date", type: "date", value: ifKnown(session(labels.exitSession)) },
      { name: "ret", type: "float64", value: ifKnown((row) => labels.ret[row]) },
      { name: "delisted", type: "boolean", value: ifKnown((row) => labels.delisted[row] === 1) },
    ],
  };
}
