import { formatNumber } from "../charts/index.ts";
import type { DatasetManifest } from "./manifest.ts";

/** What is to be said of a dataset where it is named as a source: what of its panel it leaves out. */
export function datasetNotes({ membership, leftOut, dropped }: DatasetManifest): readonly string[] {
  const rows = leftOut.reduce((sum, each) => sum + each.rows, 0);
  return [
    `membership: ${membership}${rows === 0 ? "" : `, ${formatNumber(rows)} rows are left out of the dataset`}`,
    ...(dropped.length === 0 ? [] : [`${dropped.length} tickers dropped from the dataset`]),
  ];
}
