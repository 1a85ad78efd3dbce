import type { QualityReport } from "../market/index.ts";
import { type Drift, movedInputs } from "./drift.ts";
import type { DatasetManifest } from "./manifest.ts";

/** What is looked at of a dataset that has been made. */
export interface DatasetFindings {
  readonly manifest: DatasetManifest;
  readonly drift: Drift;
  readonly report: QualityReport;
}

/** The numbers by which two datasets are compared. */
export function datasetRecord({ manifest, drift, report }: DatasetFindings) {
  const { rows, tickers, dropped, leftOut, labels } = manifest;
  return {
    dataset_rows: rows,
    dataset_tickers: tickers,
    dataset_dropped: dropped.length,
    dataset_left_out_rows: leftOut.reduce((sum, each) => sum + each.rows, 0),
    dataset_buy_share: labels.counts.buy / (rows - labels.counts.unknown),
    dataset_findings: report.findings.length,
    dataset_inputs_moved: movedInputs(drift).length,
  };
}
