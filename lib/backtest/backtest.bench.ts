import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeParquet } from "../files/index.ts";
import { lastBars, type Panel, readPanel, rowColumns, writePanel } from "../market/index.ts";
import {
  type BenchmarkOptions,
  type BenchmarkResult,
  createRandom,
  pairedRuns,
  secondsOf,
  startPeer,
} from "../runtime/index.ts";
import { type Decisions, decideRows } from "./decisions.ts";
import { runBacktest } from "./runBacktest.ts";

const PROFIT = 0.05;
const STOP = 0.08;
/** Bars that nearly always are enough to touch a barrier: as good as no time-out, which vectorbt does not have. */
const LONG = 250;

/**
 * One policy, a tenth of all bars decided at random, beside vectorbt on what both can do: orders at the next open, a
 * target and a stop, one cash account, a position a ticker. `own` is ours with what vectorbt lacks: the horizon, ten
 * places for the best scores, and costs by spread and volume.
 */
export default async function backtest(options: BenchmarkOptions): Promise<BenchmarkResult> {
  const { market, rows, runs, python, progress } = options;
  const whole = await readPanel(market);
  const panel = lastBars(whole, Math.max(60, Math.floor(rows / whole.tickers.length)));
  const random = createRandom(1, "benchmark");
  const score = Float64Array.from({ length: panel.rows }, () => random.uniform());
  const { session, calendar } = panel;
  const lastDecision = calendar.length - 1 - LONG;
  const decide = (horizon: number) =>
    decideRows(
      panel,
      { profit: PROFIT, stop: STOP, horizon },
      (row) => score[row]! < 0.1 && session[row]! <= lastDecision,
      (row) => score[row]!,
    );
  const long = decide(LONG);
  const timed = decide(10);
  const folder = mkdtempSync(join(tmpdir(), "trident-bench-"));
  try {
    progress(`${panel.rows} bars of ${panel.tickers.length} tickers; the peer loads and compiles`);
    const bars = join(folder, "bars.parquet");
    const decisions = join(folder, "decisions.parquet");
    await writePanel(bars, panel);
    await writeDecisions(decisions, panel, long);
    const script = fileURLToPath(new URL("test/vectorbtPeer.py", import.meta.url));
    const peer = await startPeer(python, [script, bars, decisions], {});
    try {
      let trades = 0;
      const shared = {
        positions: panel.tickers.length,
        capital: 1e9,
        costs: { commission: 0.0005, spread: 0, impact: 0 },
      };
      const paired = await pairedRuns(
        runs,
        () =>
          secondsOf(() => {
            trades = runBacktest(panel, long, shared).trades.length;
          }),
        peer.run,
      );
      const own: number[] = [];
      for (let k = 0; k <= runs; k++) own.push(await secondsOf(() => runBacktest(panel, timed)));
      return {
        rows: panel.rows,
        threads: 1,
        seconds: Math.min(...own),
        peers: { vectorbt: paired.peer },
        timing:
          "from panel and decisions in memory to trades and equity; ours with adjustment, vectorbt from wide adjusted " +
          "data frames, compiled; best of the runs, in turns",
        shared: { seconds: paired.seconds, ratio: paired.ratio, trades, peerTrades: peer.ready.trades },
        runs: own,
      };
    } finally {
      peer.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function writeDecisions(path: string, panel: Panel, { row, profit, stop }: Decisions): Promise<void> {
  const [ticker, date] = rowColumns(panel);
  if (ticker?.type !== "text" || date?.type !== "date") return;
  await writeParquet(
    path,
    [
      { ...ticker, at: (k) => ticker.at(row[k]!) },
      { ...date, values: row.map((r) => date.values[r]!) },
      { name: "profit", type: "float64", values: profit },
      { name: "stop", type: "float64", values: stop },
    ],
    row.length,
  );
}
