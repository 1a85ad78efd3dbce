export { buildDataset, type DatasetOptions, type DatasetResult } from "./buildDataset.ts";
export { type ColumnDrift, DRIFT_QUANTILES, type Drift, driftByYear } from "./drift.ts";
export { type EqualWeightReturn, equalWeightReturn } from "./equalWeightReturn.ts";
export { DEFAULT_LABELS, type LabelChoice, readLabelChoice } from "./labelChoice.ts";
export { DATASET_COLUMNS, type DatasetManifest, type LabelCounts, STATISTICS_COLUMNS } from "./manifest.ts";
export { type MonthlyStatistics, monthlyStatistics, STATISTICS, type Statistic } from "./monthlyStatistics.ts";
export { type RankCorrelation, rankCorrelation } from "./rankCorrelation.ts";
