import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readBars } from "../read.ts";
import type { YahooTicker } from "../yahoo/fetchYahoo.ts";
import { drawFaults, type SymbolPlan, startYahooServer } from "./yahooServer.ts";

/** What a fetch was put through and what came of it. */
export interface KilledFetch {
  readonly symbols: readonly string[];
  readonly plans: Readonly<Record<string, SymbolPlan>>;
  readonly tickers: readonly YahooTicker[];
  /** Closes of the file that was written, by ticker and day. */
  readonly closes: ReadonlyMap<string, number>;
  readonly rows: number;
  /** Requests that the server got. */
  readonly requests: number;
  /** One for each ticker, and one for each faulty answer that the server gave: each forces another. */
  readonly needed: number;
  /** Processes that were killed while they fetched. */
  readonly kills: number;
}

export const FROM = 19_360;
export const TO = 19_420;
const START = Date.parse("2024-01-02T12:00:00Z");

/**
 * Fetches so many tickers, of which each kind of fault hits each answer with this probability and a few are gone for
 * good, in processes that are killed (-9) at these shares of the tickers, and one that may end.
 */
export async function killedFetch(count: number, share: number, killAt: readonly number[]): Promise<KilledFetch> {
  const symbols = Array.from({ length: count }, (_, k) => `T${String(k).padStart(4, "0")}`);
  const plans = Object.fromEntries(
    symbols.map((symbol, k): [string, SymbolPlan] => {
      const gone = (["delisted", "no data", "renamed"] as const)[k % 20];
      return [symbol, { faults: drawFaults(symbol, share, 6), ...(gone ? { gone } : {}) }];
    }),
  );
  const folder = await mkdtemp(join(tmpdir(), "killed-fetch-"));
  const server = await startYahooServer(plans);
  const [cache, out] = [join(folder, "answers"), join(folder, "bars.parquet")];
  const task = JSON.stringify({ port: server.port, tickers: symbols, from: FROM, to: TO, cache, out, start: START });
  const program = fileURLToPath(new URL("./fetchProgram.ts", import.meta.url));
  let kills = 0;

  /** Runs the program; kills it once so many files are there. */
  const run = (until: number): Promise<string> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, ["--conditions=source", program, task], {
        stdio: ["pipe", "pipe", "pipe"],
      });
      let said = "";
      let complaint = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
      child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
      const watch = setInterval(async () => {
        const files = await readdir(cache).catch(() => []);
        if (files.length < until) return;
        clearInterval(watch);
        child.kill("SIGKILL");
      }, 5);
      child.once("error", reject);
      child.once("close", (code, signal) => {
        clearInterval(watch);
        if (signal === "SIGKILL") kills++;
        if (code === 0 || signal === "SIGKILL") resolve(said);
        else reject(new Error(complaint));
      });
    });

  try {
    for (const at of killAt) await run(Math.round(at * count));
    const tickers = JSON.parse(await run(Number.POSITIVE_INFINITY)) as YahooTicker[];
    const bars = await readBars(out);
    const { names, codes } = bars.ticker as { names: readonly string[]; codes: Uint32Array };
    const closes = new Map([...bars.date].map((date, i) => [`${names[codes[i]!]} ${date}`, bars.close[i]!]));
    const faulty = server.asked.filter(({ fault }) => fault !== undefined).length;
    const requests = server.asked.length;
    return { symbols, plans, tickers, closes, rows: bars.date.length, requests, needed: count + faulty, kills };
  } finally {
    await server.close();
    await rm(folder, { recursive: true });
  }
}
