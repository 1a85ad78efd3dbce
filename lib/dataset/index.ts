/**
 * The dataset that models are trained on: made in six resumable steps, read from its folder alone.
 *
 * ```ts
 * await buildDataset("bars.parquet", { out: "data/dataset" });
 * const { inputs, labels, rows } = await readDataset("data/dataset");
 * ```
 */
export { alikeInputsTable } from "./alikeInputsTable.ts";
export { buildDataset, type DatasetOptions, type DatasetResult } from "./buildDataset.ts";
export { correlationFigure } from "./correlationFigure.ts";
export { datasetComplaints } from "./datasetComplaints.ts";
export { DatasetError } from "./datasetError.ts";
export { datasetNotes } from "./datasetNotes.ts";
export { type DatasetFindings, datasetRecord } from "./datasetRecord.ts";
export { datasetSummary } from "./datasetSummary.ts";
export { datasetTable } from "./datasetTable.ts";
export { distributionFigure } from "./distributionFigure.ts";
export { type ColumnDrift, DRIFT_QUANTILES, type Drift, driftByYear } from "./drift.ts";
export { driftFigure } from "./driftFigure.ts";
export { droppedTable } from "./droppedTable.ts";
export { holdOutLastSixMonths, type KnownBars } from "./holdOut.ts";
export { DEFAULT_LABELS, type LabelChoice, readLabelChoice, searchedLabels } from "./labelChoice.ts";
export { DATASET_COLUMNS, type DatasetManifest, type LabelCounts, STATISTICS_COLUMNS } from "./manifest.ts";
export { type RankCorrelation, rankCorrelation } from "./rankCorrelation.ts";
export { type Dataset, readDataset } from "./readDataset.ts";
