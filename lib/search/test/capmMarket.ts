import { createPanel, type Panel } from "../../market/index.ts";
import { createRandom } from "../../runtime/index.ts";

/** Betas of the tickers, evenly spread. */
const BETAS = { low: 0.4, high: 2.8 };
const YEAR = 252;
/** Share of a session's variance, and of its premium, that comes overnight. */
const OVERNIGHT = 0.3;

/**
 * Stocks that pay for beta and for nothing else: what a session returns beside beta times the market's is a martingale
 * difference, whose volatility rises with beta. High and low have each the law of a Brownian path's extremes, so that no
 * barrier pays either.
 */
export function capmMarket(seed: number, { tickers = 20, years = 3, premium = 0.08 } = {}): Panel {
  const random = createRandom("capm", seed);
  const sessions = Math.round(years * YEAR);
  const phase = 6 * random.uniform();
  // Gaussian given a scale that wanders and, on 5 days of 100, is three times as large.
  const scale = () => (random.uniform() < 0.05 ? 3 : 1);
  const market = Array.from({ length: sessions }, (_, s) => {
    const sigma = 0.009 * Math.exp(0.5 * Math.sin(s / 40 + phase)) * scale();
    return { sigma, night: random.normal(), day: random.normal() };
  });
  const columns = { ticker: [] as string[], date: [] as number[], volume: [] as number[] };
  const [open, high, low, close] = [[], [], [], []] as number[][] as [number[], number[], number[], number[]];
  for (let t = 0; t < tickers; t++) {
    const beta = BETAS.low + ((BETAS.high - BETAS.low) * t) / Math.max(1, tickers - 1);
    const own = 0.015 * Math.exp(0.4 * random.normal()) * (0.5 + beta / 2);
    let price = 100;
    for (const [s, { sigma, night, day }] of market.entries()) {
      const idiosyncratic = own * scale();
      const variance = (beta * sigma) ** 2 + idiosyncratic ** 2;
      const move = (common: number, share: number) =>
        Math.sqrt(share) * (beta * sigma * common + idiosyncratic * random.normal()) -
        (share * variance) / 2 +
        (share * beta * premium) / YEAR;
      const start = price * Math.exp(move(night, OVERNIGHT));
      const c = move(day, 1 - OVERNIGHT);
      const reach = () => Math.sqrt(c * c - 2 * (1 - OVERNIGHT) * variance * Math.log(1 - random.uniform()));
      columns.ticker.push(`C${String(t).padStart(2, "0")}`);
      columns.date.push(15_000 + s + 2 * Math.floor(s / 5));
      columns.volume.push(1e6);
      open.push(start);
      high.push(start * Math.exp((c + reach()) / 2));
      low.push(start * Math.exp((c - reach()) / 2));
      price = start * Math.exp(c);
      close.push(price);
    }
  }
  const prices = { open, high, low, close };
  const taken = Object.fromEntries(Object.entries(prices).map(([name, values]) => [name, Float64Array.from(values)]));
  return createPanel(
    {
      ticker: columns.ticker,
      date: Int32Array.from(columns.date),
      volume: Float64Array.from(columns.volume),
      ...(taken as Record<keyof typeof prices, Float64Array>),
    },
    { source: `capm ${seed}`, bias: null },
  );
}
