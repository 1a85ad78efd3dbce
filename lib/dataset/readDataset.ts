import { readFile } from "node:fs/promises";
import { isoDate, parseIsoDate } from "trident-base";
import { type MonthlyStatistics, STATISTICS } from "../behaviour/index.ts";
import { CATALOGUE, divideLevels, inputColumns } from "../features/index.ts";
import { type ColumnReader, readParquetColumns } from "../files/index.ts";
import { type Labels, labelsOfColumns } from "../labels/index.ts";
import { CONTEXT_COLUMNS, type ContextColumn, type Panel, panelOn, readBars } from "../market/index.ts";
import { createMatrix, type Matrix, matrixColumn, type Progress, sharedInt32 } from "../runtime/index.ts";
import { DatasetError } from "./datasetError.ts";
import type { DatasetManifest } from "./manifest.ts";
import { outputOf, readManifest } from "./readManifest.ts";

/** A dataset as who trains needs it. Rows are those of `panel`, which has all bars of the dataset's tickers. */
export interface Dataset {
  readonly manifest: DatasetManifest;
  readonly panel: Panel;
  /** The rows of `dataset.parquet`, ascending: on the others the ticker was no member of the panel's universe. */
  readonly rows: Uint32Array;
  /** The model inputs, `modelInputs` of the features, those of one's own included; NaN outside `rows`. */
  readonly inputs: Matrix;
  readonly labels: Labels;
  /** The market's context; NaN where it is not known. */
  readonly context: Readonly<Record<ContextColumn, Float64Array>>;
  readonly statistics: MonthlyStatistics;
}

/**
 * Reads a dataset from its folder: nothing else is needed to train. Every file is hashed first. The features become model
 * inputs as they are read, so that one matrix is held.
 *
 * ```ts
 * const { inputs, labels, rows } = await readDataset("data/dataset");
 * const folds = purgedKFold(labels, { rows });
 * ```
 *
 * @throws DatasetError if the folder is no dataset, or a file is missing, changed, or does not fit the others.
 */
export async function readDataset(
  folder: string,
  { onProgress }: { readonly onProgress?: Progress } = {},
): Promise<Dataset> {
  const manifest = await readManifest(folder);
  const file = (name: string): Promise<string> => outputOf(folder, manifest, name);
  const panel = await readPanelOf(manifest, await file("bars.parquet"), await file("calendar.json"));
  onProgress?.(1, 3, "bars");
  const examples = await readExamples(manifest, panel, await file("dataset.parquet"));
  onProgress?.(2, 3, "features and labels");
  const statistics = await readStatistics(await file("statistics.parquet"));
  onProgress?.(3, 3, "statistics");
  return { manifest, panel, ...examples, statistics };
}

/** The bars, with what the panel that the dataset was made of knew: its calendar, its bias, its adjustment. */
async function readPanelOf(manifest: DatasetManifest, bars: string, calendarFile: string): Promise<Panel> {
  const days = (JSON.parse(await readFile(calendarFile, "utf8")) as string[]).map(parseIsoDate);
  const calendar = sharedInt32(days.length);
  calendar.set(days);
  const { source, bias, adjustment, missingSessions } = manifest;
  return panelOn(await readBars(bars), calendar, { source: source.name, bias, adjustment, missingSessions });
}

async function readExamples(
  manifest: DatasetManifest,
  panel: Panel,
  path: string,
): Promise<Pick<Dataset, "rows" | "inputs" | "labels" | "context">> {
  const rows = await rowsOf(manifest, panel, path);
  const columns = inputColumns(
    manifest.features.map(({ name }) => name),
    manifest.features,
  );
  const inputs = createMatrix(
    columns.map(({ name }) => name),
    panel.rows,
  );
  const series = <T extends Float32Array | Float64Array>(made: T): T => {
    made.fill(Number.NaN);
    return made;
  };
  for (const name of inputs.names) matrixColumn(inputs, name).fill(Number.NaN);
  const close = series(new Float32Array(panel.rows));
  const meanVolume = series(new Float32Array(panel.rows));
  const context = Object.fromEntries(
    CONTEXT_COLUMNS.map((name) => [name, series(new Float64Array(panel.rows))] as const),
  ) as Record<ContextColumn, Float64Array>;
  const saved = {
    label: new Int8Array(panel.rows),
    entryDay: series(new Float64Array(panel.rows)),
    exitDay: series(new Float64Array(panel.rows)),
    ret: series(new Float64Array(panel.rows)),
    delisted: new Uint8Array(panel.rows),
  };
  const into = (name: string, column: { [row: number]: number }): ColumnReader => ({
    name,
    as: "number",
    put: (k, value) => {
      column[rows[k]!] = value;
    },
  });
  await readParquetColumns(path, [
    ...columns.map(({ name, feature }) => into(feature, matrixColumn(inputs, name))),
    ...[into("close", close), into("vol_sma_20", meanVolume)],
    ...CONTEXT_COLUMNS.map((name) => into(name, context[name])),
    ...[into("label", saved.label), into("entry_date", saved.entryDay), into("exit_date", saved.exitDay)],
    ...[into("ret", saved.ret), into("delisted", saved.delisted)],
  ]);
  divideLevels(panel, inputs, columns, close, meanVolume);
  const labels = labelsOfColumns(panel, manifest.labels.parameters, saved);
  return { rows, inputs, labels, context };
}

/** The panel's row of each row of `dataset.parquet`. */
async function rowsOf(
  manifest: DatasetManifest,
  { tickers, offsets, date }: Panel,
  path: string,
): Promise<Uint32Array> {
  const expected = [
    "ticker",
    "date",
    ...CATALOGUE.map(({ name }) => name),
    ...manifest.features.map(({ name }) => name),
  ];
  const lacks = expected.find((name, j) => manifest.columns[j] !== name);
  if (lacks !== undefined) {
    throw new DatasetError(`column '${lacks}' is not where this version has it`, {
      where: [path],
      remedy: "Make the dataset again.",
    });
  }
  const rows = new Uint32Array(manifest.rows);
  let t = 0;
  let next = 0;
  let ticker = "";
  const fault = (day: number): DatasetError =>
    new DatasetError("a row of the dataset has no bar", {
      where: [path, ticker, isoDate(day)],
      remedy: "Make the dataset again.",
    });
  const names: string[] = [];
  const count = await readParquetColumns(path, [
    { name: "ticker", as: "text", put: (_, value) => void names.push(value ?? "") },
    {
      name: "date",
      as: "number",
      put: (k, day) => {
        ticker = names[k]!;
        while (t < tickers.length && tickers[t] !== ticker) next = offsets[++t]!;
        while (next < (offsets[t + 1] ?? 0) && date[next]! < day) next++;
        if (t >= tickers.length || next >= offsets[t + 1]! || date[next] !== day) throw fault(day);
        rows[k] = next++;
      },
    },
  ]);
  if (count !== manifest.rows) {
    throw new DatasetError(`the dataset has ${count} rows, its manifest says ${manifest.rows}`, { where: [path] });
  }
  return rows;
}

async function readStatistics(path: string): Promise<MonthlyStatistics> {
  const ticker: string[] = [];
  const month: number[] = [];
  const bars: number[] = [];
  const columns = STATISTICS.map((): number[] => []);
  const rows = await readParquetColumns(path, [
    { name: "ticker", as: "text", put: (_, value) => void ticker.push(value ?? "") },
    { name: "month", as: "number", put: (_, value) => void month.push(value) },
    { name: "bars", as: "number", put: (_, value) => void bars.push(value) },
    ...STATISTICS.map((name, j) => ({
      name,
      as: "number" as const,
      put: (_: number, value: number) => void columns[j]!.push(value),
    })),
  ]);
  return {
    rows,
    ticker,
    month: Int32Array.from(month),
    bars: Int32Array.from(bars),
    columns: Object.fromEntries(STATISTICS.map((name, j) => [name, Float64Array.from(columns[j]!)])) as never,
  };
}
