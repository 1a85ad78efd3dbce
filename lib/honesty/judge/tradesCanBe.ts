import { isoDate } from "trident-base";
import type { Prices } from "../../backtest/index.ts";
import { placeOf } from "../audit/compare.ts";
import { type Finding, finding } from "./finding.ts";
import type { BroughtTrades } from "./readTrades.ts";
import type { JudgeSubject } from "./subject.ts";

/** Files' prices differ in the last digits, and by the day on which a dividend counts. */
const ABOVE = 0.005;
/** Costs take from a return, so that it may lie this far below what the bars allow. */
const BELOW = 0.03;
/** The share of trades from which on it is no odd price. */
const SHARE = 0.01;

/**
 * Asks whether bars allow what trades are said to have returned: no buy gains more than from the entry bar's low to the
 * exit bar's high, before the dividend adjustment or after it; and says when they were taken to be decided.
 */
export function tradesCanBe({ panel, prices }: JudgeSubject, trades: BroughtTrades): readonly Finding[] {
  const { entryRow, exitRow, ret, entered, left, merged, undecided } = trades;
  const raw = [prices, withoutDividends(prices)];
  const all = Array.from(ret.keys());
  const most = (k: number): number => Math.max(...raw.map((p) => p.high[exitRow[k]!]! / p.low[entryRow[k]!]! - 1));
  const least = (k: number): number => Math.min(...raw.map((p) => p.low[exitRow[k]!]! / p.high[entryRow[k]!]! - 1));
  const above = all.filter((k) => ret[k]! > most(k) + ABOVE);
  const below = all.filter((k) => ret[k]! < least(k) - BELOW);
  const [worst] = above;
  const isLeak = above.length > SHARE * ret.length;
  const passed = !isLeak && below.length <= SHARE * ret.length;
  const percent = (r: number): string => `${(100 * r).toFixed(1)} %`;
  const parts = [
    ...(worst === undefined
      ? []
      : [
          `${above.length} of ${ret.length} trades gained more than their bars allow, the first ${placeOf(panel, entryRow[worst]!)}: ${percent(ret[worst]!)} until ${isoDate(panel.date[exitRow[worst]!]!)}, where ${percent(most(worst))} was the most`,
        ]),
    ...(below.length > 0
      ? [`${below.length} lost more than a buy at any price of its bar could, costs apart: only buys can be judged`]
      : []),
  ];
  const when =
    entered === undefined
      ? "are entered at neither opens nor closes for certain, so that each is taken to be decided at the close of its entry's day"
      : entered === "open"
        ? "are entered at opens, so that each is taken to be decided at the close before"
        : "are entered at closes, so that each is taken to be decided at that close, and filled at the next open: what decides at a close is not filled at it";
  const apart = [
    ...(merged > 0
      ? [`${merged} share ticker and decision with one that lasts longer and are judged as that one`]
      : []),
    ...(undecided > 0 ? [`${undecided} are entered at their ticker's first open and are passed over`] : []),
  ];
  return [
    finding("can_it_be", isLeak || passed ? "leak" : "bound", {
      ...{ id: "trade_returns", passed, value: above.length / ret.length },
      numbers: { trades: ret.length, above: above.length, below: below.length },
      sentence:
        parts.length === 0
          ? `The bars allow what each of ${ret.length} trades is said to have returned.`
          : `${parts.join("; ")}.`,
    }),
    finding("can_it_be", "shown", {
      ...{ id: "fills", passed: apart.length === 0 },
      numbers: { entered: entered ?? null, left, merged, undecided },
      sentence: `By their returns the trades ${when}; they are left at ${left}s. Positions are left by time alone: what a stop or target of theirs did is in their own returns.${apart.length > 0 ? ` ${apart.join("; ")}.` : ""}`,
    }),
  ];
}

function withoutDividends(prices: Prices): Pick<Prices, "high" | "low"> {
  const times = (price: Float64Array) => price.map((p, row) => p * prices.raw[row]!);
  return { high: times(prices.high), low: times(prices.low) };
}
