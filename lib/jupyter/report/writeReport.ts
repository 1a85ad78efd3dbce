import { writeTextAtomically } from "trident-base";
import { NotebookError } from "../notebook/errors.ts";
import type { Complaint } from "../runs/complaints.ts";
import { type Run, readRun } from "./readRun.ts";
import { renderReport } from "./renderReport.ts";

/** What to report on, and where to. */
export interface WriteReportOptions {
  /** Executed notebooks, or folders of them, in the order of the page; a folder's notebooks go as its run had them. */
  readonly runs: readonly string[];
  readonly out: string;
  readonly title?: string;
  readonly subtitle?: string;
  readonly made?: Date;
}

/** A report that was written. */
interface WrittenReport {
  readonly bytes: number;
  readonly complaints: readonly Complaint[];
}

/**
 * Renders a run to one self-contained HTML file. Record and verdict are those of the first folder that has them.
 *
 * @returns the size of the file in bytes, and what the page complains of.
 * @throws NotebookError when there is nothing to report on, or a notebook that is named is not valid.
 */
export async function writeReport({
  runs,
  out,
  title = "Report",
  ...rest
}: WriteReportOptions): Promise<WrittenReport> {
  const read = await Promise.all(runs.map(readRun));
  const notebooks = read.flatMap((run) => run.notebooks);
  const complaints = read.flatMap((run) => run.complaints);
  if (notebooks.length === 0 && complaints.length === 0) {
    throw new NotebookError("There is no notebook to report on", { where: runs });
  }
  const first = <Key extends "record" | "verdict">(key: Key): Partial<Pick<Run, Key>> => {
    const found = read.find((run) => run[key] !== undefined)?.[key];
    return found === undefined ? {} : ({ [key]: found } as Pick<Run, Key>);
  };
  const html = await renderReport({
    title,
    notebooks,
    complaints,
    ...first("record"),
    ...first("verdict"),
    ...rest,
  });
  await writeTextAtomically(out, html);
  return { bytes: Buffer.byteLength(html), complaints };
}
