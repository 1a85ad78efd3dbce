import { BARS_AT_LEAST } from "../behaviour/index.ts";
import type { OpenPanel } from "../market/index.ts";

/** Bars of a part, about: few enough that each thread holds one in some hundred megabytes. */
export const PART_BARS = 100_000;

/** Tickers that follow each other, whole. */
export interface TickerRange {
  readonly first: string;
  readonly last: string;
  /** Those of them that stay. */
  readonly tickers: readonly string[];
}

/**
 * Cuts a panel into ranges of whole tickers of about so many bars each. The cuts follow from the panel alone, so that
 * the same dataset comes out however many machines and threads share the work.
 */
export function cutIntoParts(tickers: OpenPanel["tickers"], partBars: number): readonly TickerRange[] {
  const parts: { first: string; last: string; tickers: string[] }[] = [];
  let bars = Number.POSITIVE_INFINITY;
  for (const each of tickers) {
    if (bars + each.bars > partBars) {
      parts.push({ first: each.ticker, last: each.ticker, tickers: [] });
      bars = 0;
    }
    const part = parts.at(-1)!;
    part.last = each.ticker;
    bars += each.bars;
    if (each.bars >= BARS_AT_LEAST) part.tickers.push(each.ticker);
  }
  return parts;
}
