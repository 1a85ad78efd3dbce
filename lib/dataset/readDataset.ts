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
  const every = rows.length === panel.rows;
  const into = (name: string, column: Float64Array | Float32Array | Int8Array | Uint8Array): ColumnReader => ({
    name,
    as: column instanceof Float32Array ? "float32" : "float64",
    put: (from: number, values: ArrayLike<number>) => {
      if (every) column.set(values, from);
      else for (let k = 0; k < values.length; k++) column[rows[from + k]!] = values[k]!;
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
  const placeOf = new Map(tickers.map((ticker, t) => [ticker, t]));
  const rows = new Uint32Array(manifest.rows);
  let codes: Int32Array = new Int32Array();
  let places: readonly number[] = [];
  let t = -1;
  let next = 0;
  const count = await readParquetColumns(path, [
    {
      name: "ticker",
      as: "text",
      put: (_, values, names) => {
        codes = values;
        if (places.length === 0) places = names.map((name) => placeOf.get(name) ?? -1);
      },
    },
    {
      name: "date",
      as: "float64",
      put: (from, days) => {
        for (let k = 0; k < days.length; k++) {
          const place = places[codes[k]!] ?? -1;
          if (place > t) {
            t = place;
            next = offsets[t]!;
          }
          const end = place === t ? offsets[t + 1]! : 0;
          while (next < end && date[next]! < days[k]!) next++;
          if (next >= end || date[next] !== days[k]) throw strayRow(path, tickers[place], days[k]!);
          rows[from + k] = next++;
        }
      },
    },
  ]);
  if (count !== manifest.rows) {
    throw new DatasetError(`the dataset has ${count} rows, its manifest says ${manifest.rows}`, { where: [path] });
  }
  return rows;
}

function strayRow(path: string, ticker: string | undefined, day: number): DatasetError {
  return new DatasetError("a row of the dataset has no bar", {
    where: [path, ticker, isoDate(day)],
    remedy: "Make the dataset again.",
  });
}

async function readStatistics(path: string): Promise<MonthlyStatistics> {
  const ticker: string[] = [];
  const number = (name: string): { reader: ColumnReader; values: number[] } => {
    const values: number[] = [];
    const put = (_: number, some: Float64Array): void => {
      for (const value of some) values.push(value);
    };
    return { reader: { name, as: "float64", put }, values };
  };
  const [month, bars] = [number("month"), number("bars")];
  const columns = STATISTICS.map(number);
  const rows = await readParquetColumns(path, [
    {
      name: "ticker",
      as: "text",
      put: (_, codes, names) => {
        for (const code of codes) ticker.push(names[code] ?? "");
      },
    },
    ...[month, bars, ...columns].map(({ reader }) => reader),
  ]);
  return {
    rows,
    ticker,
    month: Int32Array.from(month.values),
    bars: Int32Array.from(bars.values),
    columns: Object.fromEntries(STATISTICS.map((name, j) => [name, Float64Array.from(columns[j]!.values)])) as never,
  };
}
