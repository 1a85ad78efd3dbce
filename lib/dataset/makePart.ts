import { monthlyStatistics, STATISTICS } from "../behaviour/index.ts";
import { engineerFeatures } from "../features/index.ts";
import { type Artefact, type ArtefactPlace, type FileColumn, makeArtefact, writeParquet } from "../files/index.ts";
import { crossSectional, type DayCuts, type LabelOptions, labelColumns, labelPanel } from "../labels/index.ts";
import {
  CONTEXT_COLUMNS,
  contextRows,
  type MarketContext,
  memberRows,
  type Panel,
  panelColumns,
  panelOn,
  readBars,
  rowColumns,
} from "../market/index.ts";
import { matrixColumn } from "../runtime/index.ts";
import { takeRows } from "./takeRows.ts";

/** The artefacts that are made of a part's bars. */
export const MADE_OF_BARS = ["features", "labels", "context", "statistics"] as const;
/** All artefacts of a part: of its bars alone, but for context and market. */
export const PART_STEPS = ["panel", ...MADE_OF_BARS] as const;
export type PartStep = (typeof PART_STEPS)[number];

/** One part of a dataset: whole tickers, and where what is made of them goes. */
export interface PartTask {
  /** What the panel of which it is a part knows, for bars that are read from their artefact. */
  readonly calendar: Panel["calendar"];
  readonly origin: Omit<Panel["origin"], "reordered">;
  readonly labels: LabelOptions;
  /** Where their classes lie, of cross-sectional labels: ranks are among the tickers of all parts. */
  readonly cuts?: DayCuts | undefined;
  readonly context: MarketContext;
  /** Files of features of one's own. */
  readonly features: readonly string[];
  /** The equal-weight return by session of the whole panel. */
  readonly market: Float64Array;
  readonly places: Readonly<Record<PartStep, ArtefactPlace>>;
}

/** What was made, and the seconds that each step took. */
export interface MadePart {
  readonly artefacts: Readonly<Record<(typeof MADE_OF_BARS)[number], Artefact>>;
  readonly seconds: Readonly<Record<PartStep, number>>;
}

/** The bars of a part, and where they go. */
export interface KeepTask {
  readonly place: ArtefactPlace;
  readonly panel: Panel;
}

/** Keeps the bars of a part: all that is made of them is made of this file. */
export function keepBars({ place, panel }: KeepTask): Promise<Artefact> {
  return makeArtefact(place, (path) => writeParquet(path, panelColumns(panel), panel.rows));
}

/**
 * Makes those artefacts of a part's bars that are not there yet. Features see all of a ticker's history; then the rows on
 * whose day it was no member of the panel's universe are left out.
 */
export async function makePart(task: PartTask): Promise<MadePart> {
  const { labels, cuts, context, features: own, market, places } = task;
  const seconds = Object.fromEntries(PART_STEPS.map((step) => [step, 0])) as Record<PartStep, number>;
  const timed = async <T>(step: PartStep, work: () => Promise<T>): Promise<T> => {
    const [started, before] = [performance.now(), seconds.panel];
    const result = await work();
    seconds[step] += (performance.now() - started) / 1000 - (seconds.panel - before);
    return result;
  };
  let bars: { panel: Panel; kept: Uint32Array | undefined } | undefined;
  const known = async () => {
    bars ??= await timed("panel", () => readBarsOf(task));
    return bars;
  };
  const counted = async (columns: (panel: Panel) => Promise<readonly FileColumn[]>): Promise<Rows> => {
    const { panel, kept } = await known();
    const all = await columns(panel);
    return kept
      ? { columns: all.map((column) => takeRows(column, kept)), rows: kept.length }
      : { columns: all, rows: panel.rows };
  };
  const contents: Readonly<Record<(typeof MADE_OF_BARS)[number], () => Promise<Rows>>> = {
    features: () =>
      counted(async (panel) => {
        const features = await engineerFeatures(panel, { threads: 1, features: own });
        const values = (name: string) => ({ name, type: "float32" as const, values: matrixColumn(features, name) });
        return [...rowColumns(panel), ...features.names.map(values)];
      }),
    labels: () =>
      counted(async (panel) => labelColumns(cuts ? crossSectional(panel, labels, cuts) : labelPanel(panel, labels))),
    context: () =>
      counted(async (panel) => {
        const rows = contextRows(panel, context);
        return CONTEXT_COLUMNS.map((name) => ({ name, type: "float64", values: rows[name] }));
      }),
    statistics: async () => statisticsRows((await known()).panel, market),
  };
  const artefacts: [PartStep, Artefact][] = [];
  for (const step of MADE_OF_BARS) {
    const make = async (path: string): Promise<void> => {
      const { columns, rows } = await contents[step]();
      await writeParquet(path, columns, rows);
    };
    artefacts.push([step, await timed(step, () => makeArtefact(places[step], make))]);
  }
  return { artefacts: Object.fromEntries(artefacts) as MadePart["artefacts"], seconds };
}

/** The bars of a part, and which of its rows are examples where not all are. */
async function readBarsOf({
  calendar,
  origin,
  places,
}: PartTask): Promise<{ panel: Panel; kept: Uint32Array | undefined }> {
  const panel = panelOn(await readBars(places.panel.path), calendar, origin);
  const counts = memberRows(panel);
  return { panel, kept: counts && Uint32Array.from(counts.keys()).filter((row) => counts[row] === 1) };
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
