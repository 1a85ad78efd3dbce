import { shownAs } from "trident-base";
import { type Database, withDuckDB } from "../files/index.ts";
import { type Progress, sharedFloat64, sharedInt32, sharedUint32 } from "../runtime/index.ts";
import type { Adjustment, NumberColumn } from "./barsTable.ts";
import { spansOf, unfinishedTickers } from "./delistings.ts";
import { type BarColumns, createPanel, type Panel, PanelError } from "./panel.ts";
import { manifestsOf } from "./panelManifest.ts";
import { panelTable } from "./panelTable.ts";
import { type FileBars, readFile, type TickerRange } from "./readFile.ts";
import { filesOf } from "./sourceFiles.ts";
import { syntheticMarket } from "./synthetic.ts";
import { isSynthetic, parseSynthetic } from "./syntheticSpec.ts";
import { readUniverses } from "./universe.ts";
import { memberCoverage, unknownBias } from "./universeBias.ts";

/**
 * The panel of a Parquet or CSV file, of a folder of them (all with the same columns, read in order of their paths), or
 * of a synthetic market by its name (`synthetic:seed=7`).
 *
 * Columns are ticker, date, open, high, low, close, volume and, if there, adj_close; others are ignored. Their names
 * are matched without regard to case, blanks, underscores and hyphens, so Yahoo's `Adj Close` is found; the adjusted
 * close may have one of the names that vendors give it, and the panel's origin says which. Dates are dates, timestamps
 * at midnight, or ISO text; numbers any numeric type or text of numbers. What the manifests beside the files say of how
 * their tickers were chosen becomes the panel's bias and its members by date; without them every row counts, and the
 * bias says that nothing is known, with the share of the S&P 500's member-days that have bars. Tickers whose bars end
 * early because the data do are in the origin too: see `unfinishedTickers`.
 *
 * @param onProgress hears what has been read, file by file, and of the two steps after that.
 * @throws PanelError naming file, ticker and date: see `createPanel`; also a path that is not there, a file that cannot
 * be read, a missing column, text in a number.
 * @throws UsageError for a synthetic market with an unknown or malformed parameter.
 */
export async function readPanel(source: string, onProgress?: Progress): Promise<Panel> {
  if (isSynthetic(source)) return syntheticMarket(parseSynthetic(source)).panel;
  const files = await filesOf(source);
  const steps = files.length + 2;
  const { failed, ...known } = await manifestsOf(files);
  const bars = await withDuckDB((connection) =>
    readFiles(connection, files, undefined, (done, _, note) => onProgress?.(done, steps, note)),
  );
  const panel = createPanel(bars, { source, ...known });
  onProgress?.(steps - 1, steps, "rows in order, checked");
  const unfinished = unfinishedTickers(spansOf(panel), panel.calendar, failed);
  const bias = known.bias ?? (await unknownBiasOf(panel));
  const origin = { ...panel.origin, bias, ...(unfinished.size > 0 ? { unfinished } : {}) };
  onProgress?.(steps, steps, "who was a member when");
  return shownAs({ ...panel, origin }, panelTable);
}

async function unknownBiasOf(panel: Panel): Promise<string> {
  const [sp500] = await readUniverses(["sp500"]);
  return unknownBias(memberCoverage(panel, sp500!));
}

/**
 * The same bars unvalidated, in the order of the files, with NaN for what is missing: what a check of a source looks
 * at. Columns lie in shared memory.
 *
 * @throws PanelError as `readPanel` does, but for what is wrong with the bars themselves.
 */
export async function readBars(source: string): Promise<BarColumns> {
  if (isSynthetic(source)) return panelBars(await readPanel(source));
  const files = await filesOf(source);
  return withDuckDB((connection) => readFiles(connection, files));
}

/** The bars of files one after another, or of them the tickers of a range. */
export async function readFiles(
  connection: Database,
  files: readonly string[],
  range?: TickerRange,
  onProgress?: Progress,
): Promise<BarColumns> {
  const parts: FileBars[] = [];
  for (const file of files) {
    parts.push(await readFile(connection, file, range));
    onProgress?.(parts.length, files.length, file);
  }
  // Who writes in parallel writes parts without rows.
  const whole = parts.filter(({ date }) => date.length > 0);
  if (whole.length === 0 && !range) {
    throw new PanelError(`the file${files.length > 1 ? "s have" : " has"} no bars`, {
      where: [files[0]],
      remedy: "Write the bars again.",
    });
  }
  return joinFiles(whole.length > 0 ? whole : parts.slice(0, 1));
}

function panelBars(panel: Panel): BarColumns {
  const codes = sharedUint32(panel.rows);
  for (let t = 0; t < panel.tickers.length; t++) codes.fill(t, panel.offsets[t]!, panel.offsets[t + 1]!);
  const { date, open, high, low, close, volume, adjClose } = panel;
  return { ticker: { names: panel.tickers, codes }, date, open, high, low, close, volume, adjClose };
}

function joinFiles(parts: readonly FileBars[]): BarColumns {
  const first = parts[0]!;
  const columns = [...first.numbers.keys()];
  checkSameColumns(parts.map(({ file, numbers }) => ({ file, adjusted: numbers.has("adj_close") })));
  const rows = parts.reduce((sum, part) => sum + part.date.length, 0);
  const place = new Map<string, number>();
  const names = (part: FileBars) =>
    part.ticker.names.map((name) => {
      if (!place.has(name)) place.set(name, place.size);
      return place.get(name)!;
    });
  const starts: number[] = [];
  const codes = parts.length === 1 ? first.ticker.codes : sharedUint32(rows);
  let at = 0;
  for (const part of parts) {
    starts.push(at);
    const known = names(part);
    if (parts.length > 1) for (const code of part.ticker.codes) codes[at++] = known[code]!;
  }
  const joined = <T extends Int32Array | Float64Array>(take: (part: FileBars) => T, make: (n: number) => T): T => {
    if (parts.length === 1) return take(first);
    const to = make(rows);
    parts.forEach((part, k) => {
      to.set(take(part), starts[k]!);
    });
    return to;
  };
  const number = (column: NumberColumn): Float64Array => joined((part) => part.numbers.get(column)!, sharedFloat64);
  return {
    ticker: { names: [...place.keys()], codes },
    date: joined((part) => part.date, sharedInt32),
    open: number("open"),
    high: number("high"),
    low: number("low"),
    close: number("close"),
    volume: number("volume"),
    ...(columns.includes("adj_close") ? { adjClose: number("adj_close") } : {}),
    ...adjustmentOf(parts),
    files: parts.map((part, k) => ({ file: part.file, from: starts[k]! })),
  };
}

/**
 * Checks that all files have an adjusted close, or none.
 *
 * @throws PanelError naming one that has and one that has not.
 */
export function checkSameColumns(files: readonly { readonly file: string; readonly adjusted: boolean }[]): void {
  const having = files.find(({ adjusted }) => adjusted);
  const lacking = files.find(({ adjusted }) => !adjusted);
  if (!having || !lacking) return;
  throw new PanelError(`column adj_close missing, which ${having.file} has`, {
    where: [lacking.file],
    remedy: "All files of a folder need the same columns.",
  });
}

/** What files call their adjusted closes, and which of their columns look like one. */
export function adjustmentOf(
  parts: readonly { readonly adjustment: Adjustment }[],
): Pick<BarColumns, "adjustedBy" | "lookalikes"> {
  const names = new Set(parts.flatMap(({ adjustment }) => adjustment.adjustedBy ?? []));
  const lookalikes = [...new Set(parts.flatMap(({ adjustment }) => adjustment.lookalikes))];
  return { ...(names.size > 0 ? { adjustedBy: [...names].join(", ") } : {}), lookalikes };
}
