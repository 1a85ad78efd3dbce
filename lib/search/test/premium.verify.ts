import { expect, test } from "vitest";
import { capmMarket } from "./capmMarket.ts";
import { inFolder } from "./killed.ts";
import { plantedMarket, searchMarket } from "./placebo.ts";

const PREMIUM = 0.08;
const MARKETS = 40;
/** A deflated Sharpe ratio from which on a winner is more than luck. */
const PROVEN = 0.95;

/**
 * Forests on barrier labels choose volatile tickers, and where beta is paid, those earn more than the panel. None of it
 * is alpha. Winners are deflated by the trials of their own search.
 */
test.each([
  ["betas of .4 to 2.8", (seed: number) => capmMarket(seed, { premium: PREMIUM })],
  ["the synthetic market", (seed: number) => plantedMarket(seed, { premium: PREMIUM })],
])(
  "a premium on beta is no alpha: %s",
  async (name, market) => {
    const deflated = await inFolder(async (folder) => {
      const all: number[] = [];
      for (let seed = 1; seed <= MARKETS; seed++) {
        const { winner } = await searchMarket(folder, seed, market(seed));
        all.push(winner.deflated!);
      }
      return all;
    });
    const proven = deflated.filter((p) => p >= PROVEN).length;
    console.log(`${name}: ${proven} of ${MARKETS} deflated to ${PROVEN}; highest ${Math.max(...deflated).toFixed(3)}`);
    expect(proven).toBeLessThanOrEqual(3);
  },
  5_400_000,
);
