import { expect, test } from "vitest";
import { type SearchedMarket, searchedMarket } from "./searchedMarket.ts";

/** How many markets; TRIDENT_MARKETS sets another number. */
const MARKETS = Number(process.env.TRIDENT_MARKETS ?? 100);

/** Strength of the planted signal, by which the learned policy's net alpha has a Sharpe ratio of 3.2 or more. */
const SIGNAL = 0.4;

async function manyMarkets(first: number, count: number, search: (seed: number) => Promise<SearchedMarket>) {
  const found: SearchedMarket[] = [];
  for (let seed = first; seed < first + count; seed++) found.push(await search(seed));
  const mean = (of: (one: SearchedMarket) => number): number =>
    found.reduce((sum, one) => sum + of(one), 0) / found.length;
  const shown = found.filter(({ edge }) => edge.status === "pass").length;
  // Nothing bought is nothing earned.
  const told = {
    markets: count,
    shown,
    sharpe: mean(({ sharpe }) => sharpe || 0),
    seconds: mean((one) => one.seconds),
  };
  console.log({ ...told, sharpes: found.map(({ sharpe }) => Number(sharpe.toFixed(2))), trials: found[0]!.trials });
  return told;
}

test("where nothing can be predicted, the full search reaches the edge verdict in a tenth of the markets at most", async () => {
  const { shown } = await manyMarkets(1, MARKETS, (seed) =>
    searchedMarket({ tickers: 15, years: 4, seed }, { later: 1 }),
  );
  expect(shown).toBeLessThanOrEqual(Math.max(1, 0.1 * MARKETS));
}, 36_000_000);

test("a signal that is learned to a Sharpe ratio of 3.2 is shown by four years in nine of ten markets", async () => {
  const labels = { method: "simple", profit: 1e-6, stop: 1e-6, horizon: 1 } as const;
  const search = (seed: number) =>
    searchedMarket({ tickers: 15, years: 8, signal: SIGNAL, seed }, { later: 4, labels });
  const others = await manyMarkets(1001, Math.max(1, Math.round(0.2 * MARKETS)), search);
  expect(others.sharpe).toBeGreaterThanOrEqual(3.2);
  const { shown } = await manyMarkets(1, MARKETS, search);
  expect(shown).toBeGreaterThanOrEqual(0.9 * MARKETS);
}, 36_000_000);
