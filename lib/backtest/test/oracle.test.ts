import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { venvProgram } from "trident-base/project";
import { expect, test } from "vitest";
import type { Panel } from "../../market/index.ts";
import { readPanel } from "../../market/index.ts";
import { equalWeight, momentum } from "../opponents.ts";
import { pricesOf } from "../prices.ts";
import { rebalance, type Weights } from "../rebalance.ts";
import type { Backtest } from "../result.ts";
import { runBacktest } from "../runBacktest.ts";
import { summarise } from "../summary.ts";
import { brokenMarket, thinStocks } from "./oraclePanels.ts";
import { type Opponent, type Policy, randomOpponents, randomPolicy } from "./randomPolicy.ts";

const bars = fileURLToPath(new URL("../../../../shared/market/", import.meta.url));
const present = existsSync(bars);
if (!present) console.log("backtest: reference bars absent");

/** What the oracle says of a policy; tickers by name, numbers as in `Backtest`. */
interface Answer {
  readonly trades: readonly (string | number)[][];
  readonly equity: readonly number[];
  readonly exposure: readonly number[];
  readonly decisions: number;
  readonly unfilled: number;
  readonly summary: Readonly<Record<string, number | null>> & { readonly ends: Readonly<Record<string, number>> };
}

interface Case {
  readonly panel: Panel;
  readonly policies: readonly Policy[];
  readonly opponents: readonly Opponent[];
}

test.runIf(present)("200 random policies on real bars, trade by trade", async () => {
  const listed = await readPanel(`${bars}quick46-2022-2024.parquet`);
  const thin = await thinStocks(`${bars}us-daily-2014-2021.parquet`);
  const { trades } = await compare([cases("quick46", listed, 100), cases("thin", thin, 100)]);
  expect(trades).toBeGreaterThan(30_000);
});

test("100 random policies on a synthetic market with halts, delistings and bars without volume", async () => {
  const { trades, ends } = await compare([cases("broken", brokenMarket(), 100)]);
  expect(trades).toBeGreaterThan(10_000);
  // The market would prove little if a way out of a trade were missing.
  expect([...ends].sort()).toEqual(["delisted", "end", "stop", "target", "time-out"]);
});

function cases(name: string, panel: Panel, policies: number): Case {
  return {
    panel,
    policies: Array.from({ length: policies }, (_, k) => randomPolicy(panel, name, k)),
    opponents: randomOpponents(panel, name),
  };
}

/** Compares every policy and opponent of the cases with the oracle; what came about. */
async function compare(all: readonly Case[]): Promise<{ trades: number; ends: Set<string> }> {
  const answers = await ask(all);
  const ends = new Set<string>();
  let trades = 0;
  all.forEach(({ panel, policies, opponents }, c) => {
    const prices = pricesOf(panel);
    policies.forEach(({ decisions, options }, k) => {
      const result = runBacktest(panel, decisions, { ...options, prices });
      const policy = `policy ${k} of market ${c}: ${JSON.stringify(options)}`;
      compareBacktest(panel, result, answers[c]!.results[k]!, policy);
      compareSummary(summarise(panel, result, prices), answers[c]!.results[k]!.summary, policy);
      trades += result.trades.length;
      for (const { end } of result.trades) ends.add(end);
    });
    opponents.forEach(({ of: [kind, ticker], ...options }, k) => {
      const weights =
        kind === "buyAndHold"
          ? holdOne(panel.tickers.indexOf(ticker!), options.first)
          : (kind === "momentum" ? momentum : equalWeight)(panel, options.first);
      const { equity } = rebalance(panel, weights, { ...options, prices });
      compareSeries(equity, answers[c]!.opponents[k]!, 0.01, `${kind} ${k} of market ${c}`);
    });
  });
  return { trades, ends };
}

/** All of the equity in one ticker from the open after `first` on. */
function holdOne(ticker: number, first: number): Weights {
  return (session) => (session === first ? new Map([[ticker, 1]]) : undefined);
}

function compareBacktest(panel: Panel, result: Backtest, answer: Answer, policy: string): void {
  expect([result.decisions, result.unfilled], policy).toEqual([answer.decisions, answer.unfilled]);
  const left = result.trades.filter(({ end }) => end !== "end").map(({ exitRow }) => panel.session[exitRow]!);
  expect(
    left.every((s, i) => i === 0 || s >= left[i - 1]!),
    policy,
  ).toBe(true);
  const ours = result.trades
    .map((x) => [
      ...[panel.tickers[x.ticker]!, x.decisionRow, x.entryRow, x.entryPrice, x.exitRow, x.exitPrice],
      ...[x.shares, x.entryCosts, x.exitCosts, x.pnl, x.end],
    ])
    .sort(byDecision);
  const theirs = [...answer.trades].sort(byDecision);
  const exact = (trade: readonly (string | number)[]) => [0, 1, 2, 4, 10].map((field) => trade[field]).join(" ");
  expect(ours.map(exact), policy).toEqual(theirs.map(exact));
  ours.forEach((trade, i) => {
    const other = theirs[i]!;
    for (const field of [3, 5, 6]) {
      const [a, b] = [trade[field] as number, other[field] as number];
      if (!(Math.abs(a - b) <= 1e-9 * Math.abs(b))) expect(trade, policy).toEqual(other);
    }
    for (const field of [7, 8, 9]) {
      const [a, b] = [trade[field] as number, other[field] as number];
      if (!(Math.abs(a - b) < 0.01)) expect(trade, policy).toEqual(other);
    }
  });
  compareSeries(result.equity, answer.equity, 0.01, policy);
  compareSeries(result.exposure, answer.exposure, 1e-9, policy);
}

const byDecision = (a: readonly (string | number)[], b: readonly (string | number)[]) =>
  (a[1] as number) - (b[1] as number);

function compareSeries(ours: ArrayLike<number>, theirs: readonly number[], within: number, what: string): void {
  expect(ours.length, what).toBe(theirs.length);
  const apart = theirs.findIndex((x, i) => !(Math.abs(x - ours[i]!) < within));
  if (apart >= 0) expect(ours[apart], `${what}, session ${apart}`).toBe(theirs[apart]);
}

function compareSummary(summary: object, answer: Answer["summary"], policy: string): void {
  const { ends, ...figures } = answer;
  const ours = summary as Record<string, number | null | { readonly value: number | null }>;
  expect(ours.ends, policy).toEqual(ends);
  for (const [name, want] of Object.entries(figures)) {
    const given = ours[name];
    const value = typeof given === "object" && given !== null ? given.value : given;
    if (want === null || value === null || value === undefined) expect(value, `${name} of ${policy}`).toBe(want);
    else expect(Math.abs(value - want) / Math.max(1, Math.abs(want)), `${name} of ${policy}`).toBeLessThan(1e-7);
  }
}

/** Has all cases answered by one Python process. */
async function ask(all: readonly Case[]): Promise<{ results: Answer[]; opponents: number[][] }[]> {
  const folder = await mkdtemp(join(tmpdir(), "trident-oracle-"));
  try {
    const file = join(folder, "request.json");
    const request = all.map(({ panel, policies, opponents }) => ({
      panel: {
        ticker: panel.tickers.flatMap((name, t) =>
          new Array<string>(panel.offsets[t + 1]! - panel.offsets[t]!).fill(name),
        ),
        date: [...panel.date],
        open: [...panel.open],
        high: [...panel.high],
        low: [...panel.low],
        close: [...panel.close],
        adj_close: [...panel.adjClose],
        volume: [...panel.volume],
      },
      policies: policies.map(({ decisions, options }) => ({
        ...options,
        decisions: Object.fromEntries(Object.entries(decisions).map(([name, values]) => [name, [...values]])),
      })),
      opponents,
    }));
    await writeFile(file, JSON.stringify(request));
    const oracle = fileURLToPath(new URL("./oracle.py", import.meta.url));
    const python = venvProgram("python");
    const run = spawnSync(python, [oracle, file], { encoding: "utf8", maxBuffer: 1 << 30 });
    expect(run.status, run.stderr).toBe(0);
    return JSON.parse(run.stdout);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
