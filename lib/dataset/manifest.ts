import { basename } from "node:path";
import { isoDate } from "trident-base";
import { STATISTICS } from "../behaviour/index.ts";
import { FEATURE_NAMES, type FeatureSource } from "../features/index.ts";
import type { Artefact } from "../files/index.ts";
import { type BarSketch, CONTEXT_COLUMNS, compareBytes, type OpenPanel, unknownBias } from "../market/index.ts";
import type { CountedRows, LeftOut } from "./countedRows.ts";
import type { DatasetContext } from "./datasetContext.ts";
import { type LabelChoice, otherPanelNote } from "./labelChoice.ts";
import type { DatasetPlan } from "./plan.ts";

/** The columns of `dataset.parquet` in its order; features of one's own come after the 71. */
export const DATASET_COLUMNS: readonly string[] = columnsWith([]);

function columnsWith(own: readonly FeatureSource[]): readonly string[] {
  return [
    "ticker",
    "date",
    ...FEATURE_NAMES,
    ...own.map(({ name }) => name),
    ...CONTEXT_COLUMNS,
    ...["label", "entry_date", "exit_date", "ret", "delisted"],
  ];
}

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
  /** Features of one's own, in the order of their columns. */
  readonly features: readonly FeatureSource[];
  readonly labels: Omit<LabelChoice, "options" | "searchedOn"> & {
    readonly searchedOn?: Omit<NonNullable<LabelChoice["searchedOn"]>, "bars">;
    readonly parameters: LabelChoice["options"];
    readonly counts: LabelCounts;
    /** That they were searched on other bars, or null. */
    readonly otherPanel: string | null;
  };
  readonly context: string;
  readonly dropped: DatasetPlan["dropped"];
  readonly source: { readonly name: string; readonly files: OpenPanel["files"] };
  readonly adjustment: OpenPanel["adjustment"];
  /** What the source calls its adjusted close, or null. */
  readonly adjustedBy: string | null;
  /** Columns that look like an adjusted price and were not used. */
  readonly lookalikes: readonly string[];
  /** Rows whose position was closed by a delisting, and of how many tickers. */
  readonly delisted: { readonly rows: number; readonly tickers: number };
  /** Tickers that end early because their data do, with the reason: no delistings. */
  readonly unfinished: readonly { readonly ticker: string; readonly why: string }[];
  readonly reordered: boolean;
  readonly missingSessions: number;
  readonly bias: string;
  /** Whether days on which a ticker was no member of its universe are left out. */
  readonly membership: "by date" | "not known by date: every row counts";
  /** Rows that were left out because of it, by ticker. */
  readonly leftOut: readonly LeftOut[];
  /** The artefacts of each step with their hashes. */
  readonly steps: Readonly<Record<string, readonly string[]>>;
  readonly outputs: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}

/** The manifest of a dataset that has been made. */
export function datasetManifest(made: {
  readonly panel: OpenPanel;
  readonly plan: DatasetPlan;
  readonly labels: LabelChoice;
  readonly own: readonly FeatureSource[];
  readonly counts: LabelCounts;
  /** All bars of the panel. */
  readonly bars: BarSketch;
  readonly delisted: DatasetManifest["delisted"];
  readonly context: DatasetContext;
  readonly reordered: boolean;
  readonly counted: CountedRows;
  readonly steps: Readonly<Record<string, readonly Artefact[]>>;
  readonly outputs: readonly Artefact[];
}): DatasetManifest {
  const { panel, plan, labels, own, counts, context, reordered, counted, steps, outputs } = made;
  const { options: parameters, searchedOn, ...origin } = labels;
  const { calendar, files } = panel;
  const { memberDays, withBars } = counted.sp500;
  const barsOf = new Map(panel.tickers.map(({ ticker, bars }) => [ticker, bars]));
  const kept = new Set(plan.parts.flatMap(({ tickers }) => tickers));
  const leftOut = counted.leftOut.filter(({ ticker }) => kept.has(ticker));
  const never = leftOut.filter(({ ticker, rows }) => rows === barsOf.get(ticker));
  return {
    rows: counts.buy + counts.hold + counts.sell + counts.unknown,
    tickers: kept.size - never.length,
    dates: { first: isoDate(calendar[0]!), last: isoDate(calendar.at(-1)!), sessions: calendar.length },
    columns: columnsWith(own),
    features: own,
    labels: {
      ...{ parameters, ...origin, counts },
      ...(searchedOn && { searchedOn: { source: searchedOn.source, from: searchedOn.from, to: searchedOn.to } }),
      otherPanel: otherPanelNote(labels, { source: panel.source, bars: made.bars }),
    },
    context: context.origin,
    dropped: [
      ...plan.dropped,
      ...never.map(({ ticker, rows, why }) => ({ ticker, bars: rows, why: `no bar as a member: ${why}` })),
    ].sort((a, b) => compareBytes(a.ticker, b.ticker)),
    source: { name: files.length > 0 ? basename(panel.source) : panel.source, files },
    adjustment: panel.adjustment,
    adjustedBy: panel.adjustedBy ?? null,
    lookalikes: panel.lookalikes ?? [],
    delisted: made.delisted,
    unfinished: [...(panel.unfinished ?? [])].map(([ticker, why]) => ({ ticker, why })),
    reordered,
    missingSessions: panel.missingSessions,
    bias: panel.bias ?? unknownBias({ memberDays, withBars, share: withBars / memberDays }),
    membership: panel.members ? "by date" : "not known by date: every row counts",
    leftOut: leftOut.filter((each) => !never.includes(each)),
    steps: Object.fromEntries(Object.entries(steps).map(([step, all]) => [step, all.map(({ sha256 }) => sha256)])),
    outputs: Object.fromEntries(outputs.map(({ path, bytes, sha256 }) => [basename(path), { bytes, sha256 }])),
  };
}
