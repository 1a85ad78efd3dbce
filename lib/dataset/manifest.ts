import { basename } from "node:path";
import { FEATURE_NAMES } from "../features/index.ts";
import { CONTEXT_COLUMNS, type OpenPanel } from "../market/index.ts";
import { isoDate } from "../runtime/index.ts";
import type { Artefact } from "./artefact.ts";
import type { DatasetContext } from "./datasetContext.ts";
import type { LabelChoice } from "./labelChoice.ts";
import { STATISTICS } from "./monthlyStatistics.ts";
import type { DatasetPlan } from "./plan.ts";

/** The columns of `dataset.parquet`, in its order. */
export const DATASET_COLUMNS: readonly string[] = [
  "ticker",
  "date",
  ...FEATURE_NAMES,
  ...CONTEXT_COLUMNS,
  ...["label", "entry_date", "exit_date", "ret", "delisted"],
];

/** The columns of `statistics.parquet`, in its order. */
export const STATISTICS_COLUMNS: readonly string[] = ["ticker", "month", "bars", ...STATISTICS];

/** What became of the decisions. */
export interface LabelCounts {
  readonly buy: number;
  readonly hold: number;
  readonly sell: number;
  readonly unknown: number;
}

/** What a dataset is and what it was made of; no clock and no machine enters it. */
export interface DatasetManifest {
  readonly rows: number;
  readonly tickers: number;
  readonly dates: { readonly first: string; readonly last: string; readonly sessions: number };
  readonly columns: readonly string[];
  readonly labels: Omit<LabelChoice, "options"> & {
    readonly parameters: LabelChoice["options"];
    readonly counts: LabelCounts;
  };
  readonly context: string;
  readonly dropped: DatasetPlan["dropped"];
  readonly source: { readonly name: string; readonly files: OpenPanel["files"] };
  readonly adjustment: OpenPanel["adjustment"];
  readonly reordered: boolean;
  readonly missingSessions: number;
  readonly bias: string;
  /** The artefacts of each step with their hashes. */
  readonly steps: Readonly<Record<string, readonly string[]>>;
  readonly outputs: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}

/** The manifest of a dataset that has been made. */
export function datasetManifest(made: {
  readonly panel: OpenPanel;
  readonly plan: DatasetPlan;
  readonly labels: LabelChoice;
  readonly counts: LabelCounts;
  readonly context: DatasetContext;
  readonly reordered: boolean;
  readonly steps: Readonly<Record<string, readonly Artefact[]>>;
  readonly outputs: readonly Artefact[];
}): DatasetManifest {
  const { panel, plan, labels, counts, context, reordered, steps, outputs } = made;
  const { options: parameters, ...origin } = labels;
  const { calendar, files } = panel;
  return {
    rows: counts.buy + counts.hold + counts.sell + counts.unknown,
    tickers: plan.parts.reduce((sum, { tickers }) => sum + tickers.length, 0),
    dates: { first: isoDate(calendar[0]!), last: isoDate(calendar.at(-1)!), sessions: calendar.length },
    columns: DATASET_COLUMNS,
    labels: { parameters, ...origin, counts },
    context: context.origin,
    dropped: plan.dropped,
    source: { name: files.length > 0 ? basename(panel.source) : panel.source, files },
    adjustment: panel.adjustment,
    reordered,
    missingSessions: panel.missingSessions,
    bias: panel.bias ?? "not known: assume survivorship and hindsight",
    steps: Object.fromEntries(Object.entries(steps).map(([step, all]) => [step, all.map(({ sha256 }) => sha256)])),
    outputs: Object.fromEntries(outputs.map(({ path, bytes, sha256 }) => [basename(path), { bytes, sha256 }])),
  };
}
