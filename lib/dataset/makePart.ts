import { monthlyStatistics, STATISTICS } from "../behaviour/index.ts";
import { engineerFeatures } from "../features/index.ts";
import { type Artefact, type ArtefactPlace, type FileColumn, makeArtefact, writeParquet } from "../files/index.ts";
import { type LabelOptions, labelColumns, labelPanel } from "../labels/index.ts";
import {
  CONTEXT_COLUMNS,
  contextRows,
  type MarketContext,
  memberRows,
  type Panel,
  panelColumns,
  rowColumns,
} from "../market/index.ts";
import { matrixColumn } from "../runtime/index.ts";
import { takeRows } from "./takeRows.ts";

/** The artefacts of a part: of its bars alone, but for context and market. */
export const PART_STEPS = ["panel", "features", "labels", "context", "statistics"] as const;
export type PartStep = (typeof PART_STEPS)[number];

/** One part of a dataset: whole tickers, and where what is made of them goes. */
export interface PartTask {
  readonly panel: Panel;
  readonly labels: LabelOptions;
  readonly context: MarketContext;
  /** Files of features of one's own. */
  readonly features: readonly string[];
  /** The equal-weight return by session of the whole panel. */
  readonly market: Float64Array;
  readonly places: Readonly<Record<PartStep, ArtefactPlace>>;
}

/** What was made, and the seconds that each step took. */
export interface MadePart {
  readonly artefacts: Readonly<Record<PartStep, Artefact>>;
  readonly seconds: Readonly<Record<PartStep, number>>;
}

/**
 * Makes those artefacts of a part that are not there yet. Features see all of a ticker's history; then the rows on whose
 * day it was no member of the panel's universe are left out.
 */
export async function makePart({ panel, labels, context, features: own, market, places }: PartTask): Promise<MadePart> {
  const counts = memberRows(panel);
  const kept = counts && Uint32Array.from(counts.keys()).filter((row) => counts[row] === 1);
  const counted = (columns: readonly FileColumn[]): Rows =>
    kept
      ? { columns: columns.map((column) => takeRows(column, kept)), rows: kept.length }
      : { columns, rows: panel.rows };
  const contents: Readonly<Record<PartStep, () => Promise<Rows>>> = {
    panel: async () => ({ columns: panelColumns(panel), rows: panel.rows }),
    features: async () => {
      const features = await engineerFeatures(panel, { threads: 1, features: own });
      const values = (name: string) => ({ name, type: "float32" as const, values: matrixColumn(features, name) });
      return counted([...rowColumns(panel), ...features.names.map(values)]);
    },
    labels: async () => counted(labelColumns(labelPanel(panel, labels))),
    context: async () => {
      const rows = contextRows(panel, context);
      return counted(CONTEXT_COLUMNS.map((name) => ({ name, type: "float64", values: rows[name] })));
    },
    statistics: async () => statisticsRows(panel, market),
  };
  const artefacts: [PartStep, Artefact][] = [];
  const seconds: [PartStep, number][] = [];
  for (const step of PART_STEPS) {
    const started = performance.now();
    const artefact = await makeArtefact(places[step], async (path) => {
      const { columns, rows } = await contents[step]();
      await writeParquet(path, columns, rows);
    });
    artefacts.push([step, artefact]);
    seconds.push([step, (performance.now() - started) / 1000]);
  }
  return {
    artefacts: Object.fromEntries(artefacts) as Record<PartStep, Artefact>,
    seconds: Object.fromEntries(seconds) as Record<PartStep, number>,
  };
}

interface Rows {
  readonly columns: readonly FileColumn[];
  readonly rows: number;
}

function statisticsRows(panel: Panel, market: Float64Array): Rows {
  const { rows, ticker, month, bars, columns } = monthlyStatistics(panel, market);
  const named: FileColumn[] = [
    { name: "ticker", type: "text", at: (row) => ticker[row]! },
    { name: "month", type: "date", values: month },
    { name: "bars", type: "int32", values: bars },
    ...STATISTICS.map((name) => ({ name, type: "float64" as const, values: columns[name] })),
  ];
  return { columns: named, rows };
}
