import { basename, relative } from "node:path";
import { type FileHash, hashFile, withDuckDB } from "../files/index.ts";
import { sharedInt32 } from "../runtime/index.ts";
import { countBars, type FileContents } from "./countBars.ts";
import { type TickerSpan, unfinishedTickers } from "./delistings.ts";
import type { Members } from "./membership.ts";
import { compareBytes, createPanel, type Panel, PanelError, sessionsOf } from "./panel.ts";
import { manifestsOf } from "./panelManifest.ts";
import { adjustmentOf, checkSameColumns, readFiles } from "./read.ts";
import type { TickerRange } from "./readFile.ts";
import { selectTickers } from "./select.ts";
import { sortBars } from "./sortBars.ts";
import { filesOf } from "./sourceFiles.ts";
import { syntheticMarket } from "./synthetic.ts";
import { isSynthetic, parseSynthetic, syntheticName } from "./syntheticSpec.ts";
import { writePanel } from "./writePanel.ts";

/** A file that was read, by what is in it. */
export interface SourceFile extends FileHash {
  readonly name: string;
}

/** A panel that is read a few tickers at a time: it may be larger than memory. */
export interface OpenPanel {
  readonly source: string;
  /** The files with their hashes; none for a synthetic market. */
  readonly files: readonly SourceFile[];
  /** All tickers with their bars, sorted by bytes. */
  readonly tickers: readonly { readonly ticker: string; readonly bars: number }[];
  /** All dates on which any ticker has a bar, ascending. */
  readonly calendar: Int32Array<SharedArrayBuffer>;
  readonly adjustment: Panel["origin"]["adjustment"];
  readonly missingSessions: number;
  /** True if the rows of the files come in another order than that of tickers and dates. */
  readonly reordered: boolean;
  /** As its manifests say, or null. */
  readonly bias: string | null;
  readonly members?: Members;
  readonly unfinished?: Panel["origin"]["unfinished"];
  readonly adjustedBy?: string;
  readonly lookalikes?: readonly string[];
  /**
   * The panel of the tickers from the first to the last, both included; its calendar is the whole one.
   *
   * @param sorted the file that `sort` wrote, if the bars are to be taken from there.
   * @throws PanelError as `readPanel` does.
   */
  read(first: string, last: string, sorted?: string): Promise<Panel>;
  /** How often reading these ranges, one after another, goes over each bar: about once if tickers lie together. */
  passes(ranges: readonly { readonly first: string; readonly last: string }[]): number;
  /** Writes the bars to a Parquet file by tickers and dates, in little memory, so that ranges are read without the rest. */
  sort(path: string): Promise<void>;
}

/**
 * Opens a panel, whose bars are then read by ranges of tickers: `readPanel` in pieces. A range reads the files that have
 * its tickers, and of Parquet files their row groups; of CSV it reads whole files: see `passes` and `sort`.
 *
 * @throws PanelError as `readPanel` does for what is wrong with the files; of bars, when they are read.
 */
export async function openPanel(source: string): Promise<OpenPanel> {
  if (isSynthetic(source)) return openSynthetic(source);
  const paths = await filesOf(source);
  const [{ contents, dates: days }, files] = await Promise.all([
    withDuckDB((connection) => countBars(connection, paths)),
    Promise.all(
      paths.map(async (path) => ({ name: relative(source, path) || basename(path), ...(await hashFile(path)) })),
    ),
  ]);
  checkSameColumns(
    contents.flatMap(({ adjusted, blocks }, k) => (blocks.length > 0 ? [{ file: paths[k]!, adjusted }] : [])),
  );
  const counts = new Map<string, number>();
  for (const { bars } of contents) for (const [name, n] of bars) counts.set(name, (counts.get(name) ?? 0) + n);
  const tickers = [...counts]
    .filter(([, bars]) => bars > 0)
    .map(([ticker, bars]) => ({ ticker, bars }))
    .sort((a, b) => compareBytes(a.ticker, b.ticker));
  if (tickers.length === 0) {
    throw new PanelError("there are no bars", { where: [source], remedy: "Check that the file is the one you meant." });
  }
  const dates = [...days].sort((a, b) => a - b);
  const calendar = sharedInt32(dates.length);
  calendar.set(dates);
  const { failed, ...known } = await manifestsOf(paths);
  const unfinished = unfinishedTickers(spansOf(contents, calendar), calendar, failed);
  const ends = unfinished.size > 0 ? { unfinished } : {};
  return {
    source,
    files,
    tickers,
    calendar,
    adjustment: contents.every(({ adjusted }) => adjusted) ? "adj_close" : "as given",
    missingSessions: contents.reduce((sum, { missing }) => sum + missing, 0),
    ...known,
    ...ends,
    ...adjustmentOf(contents),
    reordered: contents.some((each, k) => each.reordered || (k > 0 && startsBefore(each, contents[k - 1]!))),
    passes: (ranges) => passesOver(contents, ranges),
    sort: (path) => sortBars(paths, path),
    read: async (first, last, sorted) => {
      const panelOf = async (files: readonly string[]): Promise<Panel> => {
        const bars = await withDuckDB((connection) => readFiles(connection, files, [first, last]));
        const panel = createPanel(bars, { source, ...known, ...ends });
        return { ...panel, calendar, session: sessionsOf(panel.date, calendar) };
      };
      const having = paths.filter((_, k) => hasTicker(contents[k]!, [first, last]));
      // What is wrong is told of the file that it stands in.
      return sorted ? panelOf([sorted]).catch(() => panelOf(having)) : panelOf(having);
    },
  };
}

function hasTicker({ tickers }: { readonly tickers: readonly string[] }, [first, last]: TickerRange): boolean {
  let [low, high] = [0, tickers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareBytes(tickers[middle]!, first) < 0) low = middle + 1;
    else high = middle;
  }
  return low < tickers.length && compareBytes(tickers[low]!, last) <= 0;
}

/** True if a file's first bar comes before the last one of the file before it, both in order by themselves. */
function startsBefore(file: FileContents, before: FileContents): boolean {
  const [first, last] = [file.tickers[0], before.tickers.at(-1)];
  if (first === undefined || last === undefined) return false;
  const rise = compareBytes(first, last);
  return rise < 0 || (rise === 0 && file.spans.get(first)![0] < before.spans.get(last)![1]);
}

function passesOver(
  contents: readonly FileContents[],
  ranges: readonly { readonly first: string; readonly last: string }[],
): number {
  let rows = 0;
  let scanned = 0;
  for (const block of contents.flatMap(({ blocks }) => blocks)) {
    rows += block.rows;
    for (const range of ranges) {
      if (compareBytes(range.first, block.last) > 0) break;
      if (compareBytes(range.last, block.first) >= 0) scanned += block.rows;
    }
  }
  return scanned / rows;
}

function spansOf(contents: readonly FileContents[], calendar: Int32Array): readonly TickerSpan[] {
  const placeOf = new Map(Array.from(calendar, (day, s) => [day, s]));
  const spans = new Map<string, { first: number; last: number }>();
  for (const [ticker, [from, to]] of contents.flatMap((each) => [...each.spans])) {
    const [first, last] = [placeOf.get(from)!, placeOf.get(to)!];
    const known = spans.get(ticker) ?? { first, last };
    spans.set(ticker, { first: Math.min(first, known.first), last: Math.max(last, known.last) });
  }
  return [...spans].map(([ticker, span]) => ({ ticker, ...span }));
}

function openSynthetic(source: string): OpenPanel {
  const spec = parseSynthetic(source);
  const { panel } = syntheticMarket(spec);
  const { tickers, offsets, calendar, origin } = panel;
  return {
    source: syntheticName(spec),
    files: [],
    tickers: tickers.map((ticker, t) => ({ ticker, bars: offsets[t + 1]! - offsets[t]! })),
    calendar,
    adjustment: origin.adjustment,
    missingSessions: origin.missingSessions,
    reordered: false,
    passes: () => 1,
    sort: (path) => writePanel(path, panel),
    bias: origin.bias,
    read: async (first, last) =>
      selectTickers(
        panel,
        tickers.filter((ticker) => compareBytes(ticker, first) >= 0 && compareBytes(ticker, last) <= 0),
      ),
  };
}
