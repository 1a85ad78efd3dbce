import { afterAll, expect, test } from "vitest";
import { PROFILES } from "../../runtime/index.ts";
import { startTrainingHosts } from "../../trident/index.ts";
import { keptMarkets } from "./keptMarkets.ts";
import { type SearchedMarket, searchedMarket } from "./searchedMarket.ts";

/** How many markets; TRIDENT_MARKETS sets another number. */
const MARKETS = Number(process.env.TRIDENT_MARKETS ?? 100);

/** Strength of the planted signal, by which the learned policy's net alpha has a Sharpe ratio of 3.2 or more. */
const SIGNAL = Number(process.env.TRIDENT_SIGNAL ?? 0.5);

/** The sign of the return from the next open to its close: barriers that no day reaches, the label by sign at the end. */
const SIGN = { method: "triple_barrier", profit: 0.99, stop: 0.99, horizon: 1, timeout: "sign" } as const;

// To load the engines takes longer than a market's fits.
const hosts = await startTrainingHosts(PROFILES.micro.trident, { workers: 1 });
afterAll(() => Promise.all(hosts.map((host) => host.close())));

async function manyMarkets(
  first: number,
  count: number,
  [market, judged]: readonly [Omit<Parameters<typeof searchedMarket>[0], "seed">, Parameters<typeof searchedMarket>[1]],
) {
  const keep = keptMarkets();
  const found: SearchedMarket[] = [];
  for (let seed = first; seed < first + count; seed++) {
    const given = { ...market, seed };
    const one = await keep(JSON.stringify({ ...given, ...judged }), () => searchedMarket(given, judged, hosts));
    found.push(one);
    const missed = one.edge.lines.filter(({ status }) => status !== "pass").map(({ id }) => id);
    const why = one.refused ?? missed.join();
    console.log(`${seed}: ${one.sharpe.toFixed(2)}, ${one.edge.status} ${why}, ${one.seconds.toFixed(0)} s`);
  }
  const mean = (of: (one: SearchedMarket) => number): number =>
    found.reduce((sum, one) => sum + of(one), 0) / found.length;
  const shown = found.filter(({ edge }) => edge.status === "pass").length;
  // Nothing bought is nothing earned.
  const told = {
    markets: count,
    shown,
    // In a sentence: labels that were searched on noise may leave a fold without a class.
    refused: found.filter(({ refused }) => refused !== undefined).length,
    sharpe: mean(({ sharpe }) => sharpe || 0),
    seconds: mean((one) => one.seconds),
  };
  console.log({ ...told, trials: found[0]!.trials });
  return told;
}

test("where nothing can be predicted, the full search reaches the edge verdict in a tenth of the markets at most", async () => {
  const { shown, refused } = await manyMarkets(1, MARKETS, [{ tickers: 15, years: 4 }, { later: 1 }]);
  expect(shown).toBeLessThanOrEqual(Math.max(1, 0.1 * MARKETS));
  // What is refused claims nothing; were it many, that would be all that is shown.
  expect(refused).toBeLessThanOrEqual(Math.max(1, 0.1 * MARKETS));
}, 36_000_000);

test("a signal that is learned to a Sharpe ratio of 3.2 is shown by four years in nine of ten markets", async () => {
  const markets = [
    { tickers: 15, years: 8, signal: SIGNAL },
    { later: 4, labels: SIGN },
  ] as const;
  const others = await manyMarkets(1001, Math.max(1, Math.round(0.2 * MARKETS)), markets);
  expect(others.sharpe).toBeGreaterThanOrEqual(3.2);
  const { shown } = await manyMarkets(1, MARKETS, markets);
  expect(shown).toBeGreaterThanOrEqual(0.9 * MARKETS);
}, 36_000_000);
