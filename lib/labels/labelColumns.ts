import type { FileColumn } from "../files/index.ts";
import type { Labels } from "./labels.ts";

/** The columns of a file of labels, after ticker and date. A row without a label has null for all but `delisted`. */
export function labelColumns(labels: Labels): FileColumn[] {
  const known = (row: number): boolean => labels.known[row] === 1;
  const dates = (sessions: Int32Array): Int32Array =>
    sessions.map((session) => (session < 0 ? -1 : labels.calendar[session]!));
  return [
    { name: "label", type: "int8", values: labels.label, known },
    { name: "entry_date", type: "date", values: dates(labels.entrySession), known },
    { name: "exit_date", type: "date", values: dates(labels.exitSession), known },
    { name: "ret", type: "float64", values: labels.ret },
    { name: "delisted", type: "boolean", values: labels.delisted },
  ];
}
