import { createPanel, type Panel } from "../../market/index.ts";
import { createRandom } from "../../runtime/index.ts";

export interface RandomPanelOptions {
  readonly tickers?: number;
  readonly sessions?: number;
  /** Chance that a session is missing; now and then many in a row are. */
  readonly halts?: number;
}

/**
 * A panel that has everything labels stumble over: missing sessions, long halts, late listings, delistings, gaps
 * through barriers, bars that touch both, and prices on a coarse grid about 100, so that barriers are met exactly.
 */
export function randomPanel(
  seed: string,
  { tickers = 10, sessions = 80, halts = 0.03 }: RandomPanelOptions = {},
): Panel {
  const ticker: string[] = [];
  const date: number[] = [];
  const prices: Record<"open" | "high" | "low" | "close", number[]> = { open: [], high: [], low: [], close: [] };
  for (let t = 0; t < tickers; t++) {
    const random = createRandom("random panel", seed, t);
    const listed = random.uniform() < 0.3 ? random.integer(sessions >> 1) : 0;
    const ended = t > 0 && random.uniform() < 0.5 ? sessions - random.integer(20) : sessions;
    const step = 1 + random.integer(6);
    const move = () => Math.round(random.normal() * step);
    let close = 100;
    for (let s = listed; s < ended; s++) {
      if (t > 0 && random.uniform() < halts) s += random.uniform() < 0.1 ? 25 : 1;
      if (s >= ended) break;
      const open = Math.max(20, random.uniform() < 0.4 ? 100 : close + move());
      close = Math.max(20, random.uniform() < 0.2 ? 100 : open + move());
      ticker.push(`T${t}`);
      date.push(18_000 + s);
      prices.open.push(open);
      prices.close.push(close);
      prices.high.push(Math.max(open, close) + Math.abs(move()));
      prices.low.push(Math.max(1, Math.min(open, close) - Math.abs(move())));
    }
  }
  return createPanel(
    {
      ticker,
      date: Int32Array.from(date),
      open: Float64Array.from(prices.open),
      high: Float64Array.from(prices.high),
      low: Float64Array.from(prices.low),
      close: Float64Array.from(prices.close),
      volume: new Float64Array(date.length),
    },
    { source: "random", bias: null },
  );
}
