import { isoDate, parseIsoDate } from "trident-base";
import { z } from "zod";
import {
  type FetchManifest,
  fetchBars,
  isFinalFailure,
  lastFetchableDay,
  panelManifestPath,
  readUniverses,
} from "../market/index.ts";
import { CommandLineError } from "./commandLineError.ts";
import { count, parseOptions, tickerList } from "./options.ts";
import { parquetFile } from "./outputFile.ts";
import type { Answer, Program } from "./program.ts";
import { UNIVERSE_HELP, universeList } from "./universeList.ts";

const schema = z.object({
  tickers: tickerList.optional(),
  universe: universeList.optional(),
  start: z.string().transform(parseIsoDate),
  end: z.string().transform(parseIsoDate).optional(),
  out: z.string().min(1),
  cache: z.string().min(1).optional(),
  concurrency: count.max(32).default(4),
});

/** `trident market fetch --tickers A,B --universe NAME --start D --end D --out P`: bars from Yahoo, with a manifest. */
export function registerMarketFetch(program: Program): void {
  program.add(
    "market fetch",
    "Fetch daily bars from Yahoo into a Parquet file; run again, it goes on where it was and asks for new days alone.",
    async (call, _, given) => {
      const options = parseOptions(schema, given);
      const last = lastFetchableDay();
      const to = options.end ?? last;
      if (options.start > last) {
        throw new CommandLineError(
          `--start is ${isoDate(options.start)}, and the last day that is over is ${isoDate(last)}`,
          {
            remedy: "Give an earlier day.",
          },
        );
      }
      if (options.start > to) {
        throw new CommandLineError(`--start is ${isoDate(options.start)}, after --end ${isoDate(to)}`, {
          remedy: "Give them the other way round.",
        });
      }
      const universes = options.universe ? await readUniverses(options.universe) : [];
      const byHand = options.tickers ?? [];
      if (universes.length + byHand.length === 0) {
        throw new CommandLineError("no tickers were asked for", { remedy: "Give --tickers, --universe, or both." });
      }
      const file = call.path(options.out);
      const cache = options.cache === undefined ? `${file}.answers` : call.path(options.cache);
      const out = await parquetFile(file, [cache]);
      const request = { universes, byHand, from: options.start, to, cache, out };
      const { concurrency } = options;
      const effects = { concurrency, signal: call.signal, progress: call.progress };
      const { manifest, failed, result } = await fetchBars(request, effects);
      if (!manifest) {
        const left = failed.filter(({ kind }) => kind === "not asked");
        const reasons = [...new Set(left.map(({ why }) => why))].join("; ");
        const why = result.incomplete
          ? `${left.length} of ${result.tickers.length} tickers were not asked for, so ${out} was not written: ${reasons}`
          : `Yahoo has no bars, so ${out} was not written.`;
        const others = failed.filter(({ kind }) => kind !== "not asked");
        return { json: { out: null, failed }, text: [...table(others), why].join("\n"), failed: true };
      }
      return describe(out, manifest, result.requests);
    },
    (command) =>
      command
        .option("--tickers <list>", "these, separated by commas")
        .option("--universe <list>", UNIVERSE_HELP)
        .requiredOption("--start <date>", "the first day, as YYYY-MM-DD")
        .option("--end <date>", "the last day; by default the last one that is over")
        .requiredOption("--out <file>", "the Parquet file to write; a manifest is written beside it")
        .option("--cache <folder>", "where raw answers are kept; OUT.answers by default")
        .option("--concurrency <number>", "requests at a time; 4 by default"),
  );
}

function describe(out: string, manifest: FetchManifest, requests: number): Answer {
  const { got, asked, failed, bias } = manifest;
  return {
    json: { out, manifest: panelManifestPath(out), ...got, requests, bias, failed },
    text: [
      ...table(failed),
      `${out}: ${got.rows} bars of ${got.tickers} of ${asked.tickers} tickers, ${got.first} to ${got.last}`,
      `${got.missingSessions} sessions without bars, ${got.unusableBars} bars left out; ${requests} requests`,
      `Bias: ${bias}`,
    ].join("\n"),
    failed: failed.some(({ kind }) => !isFinalFailure(kind)),
  };
}

/** What failed and why, by kind. */
function table(failed: FetchManifest["failed"]): readonly string[] {
  return [...failed]
    .sort((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0))
    .map(({ ticker, kind, why }) => `${ticker.padEnd(8)} ${kind.padEnd(12)} ${why}`);
}
