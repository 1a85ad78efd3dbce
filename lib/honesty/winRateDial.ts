import { isoDate, UsageError } from "trident-base";
import { ROUND_TRIP_COST } from "../backtest/index.ts";
import { type Labelling, type Labels, tripleBarrier } from "../labels/index.ts";
import { delistedTickers, type Panel } from "../market/index.ts";
import {
  breakEven,
  dateBlockBootstrap,
  edge,
  expectancy,
  netReturns,
  tradeColumns,
  tradeSums,
  winRate,
} from "../statistics/index.ts";

/** What buying on every bar gives with one triple barrier, net of costs. Not known: NaN. */
export interface DialCell extends Omit<Labelling, "method"> {
  /** Trades: one for each bar with a label. */
  readonly rows: number;
  /** How many independent trades would tell the expectancy as precisely. */
  readonly nEffective: number;
  /** Share of the trades with a net return above 0. */
  readonly winRate: number;
  /** 95 %, by date blocks. */
  readonly winRateInterval: readonly [low: number, high: number];
  /** The win rate at which these wins and losses earn nothing. */
  readonly breakEven: number;
  /** Win rate - break-even. */
  readonly edge: number;
  /** Mean net return of a trade. */
  readonly expectancy: number;
  /** 95 % interval of the expectancy, by date blocks. */
  readonly interval: readonly [low: number, high: number];
  /** The entry date whose trades lost most in sum, as if one unit were bought of every ticker every day. */
  readonly worstDate: string;
  /** The mean net return of that date's trades. */
  readonly worstDateReturn: number;
}

/** The dial at all its settings, and what it was turned on. */
export interface WinRateDial {
  /** The panel's source. */
  readonly panel: string;
  /** What is known of how its tickers were chosen, or null if nothing is. */
  readonly bias: string | null;
  readonly adjustment: "adj_close" | "as given";
  readonly tickers: number;
  /** Tickers among them that were delisted. */
  readonly delisted: number;
  /** First and last session, ISO dates. */
  readonly from: string;
  readonly to: string;
  /** Of a round trip, a fraction. */
  readonly cost: number;
  /** By horizon, then stop, then profit, as given. */
  readonly cells: readonly DialCell[];
}

export interface WinRateDialOptions {
  /** Targets in whole percents; default 1, 2, 3, 5, 10, 15. */
  readonly profits?: readonly number[];
  /** Stops in whole percents; default 3, 5, 8, 10, 12, 15. */
  readonly stops?: readonly number[];
  /** Horizons in bars; default 3, 7, 14, 20. */
  readonly horizons?: readonly number[];
  /** Of a round trip, a fraction; default 0.001, 10 basis points. */
  readonly cost?: number;
  readonly seed?: number;
  /** Draws of the date-block bootstrap; default 500. */
  readonly draws?: number;
  /** Called before each horizon. */
  readonly onProgress?: (horizon: number) => void;
}

/**
 * The win-rate dial: any win rate is had without a model, by barriers alone. Buys on every bar at the next open, sells
 * by triple barrier, and tells the win rate beside what it costs. A bar that touches both barriers counts as stopped,
 * so that pairs as narrow as a day's range look worse than they may have been.
 *
 * @throws UsageError if a barrier is no whole percent from 1 to 99, a horizon no positive whole number, the cost no
 * fraction from 0 to 1, or if no bar has a label because the panel is shorter than the horizon.
 */
export function winRateDial(panel: Panel, options: WinRateDialOptions = {}): WinRateDial {
  const { profits = [1, 2, 3, 5, 10, 15], stops = [3, 5, 8, 10, 12, 15], horizons = [3, 7, 14, 20] } = options;
  const { cost = ROUND_TRIP_COST, seed = 42, draws = 500, onProgress } = options;
  for (const [name, percents] of Object.entries({ profits, stops })) {
    const wrong = percents.find((percent) => !(Number.isInteger(percent) && percent >= 1 && percent <= 99));
    if (wrong === undefined && percents.length > 0) continue;
    throw new UsageError(wrong === undefined ? `${name} is empty` : `${name} has ${wrong}`, {
      remedy: "Give whole percents from 1 to 99: 5 is 5 %.",
    });
  }
  if (horizons.length === 0) throw new UsageError("horizons is empty", { remedy: "Give whole numbers of bars." });
  if (!(cost >= 0 && cost < 1)) {
    throw new UsageError(`cost is ${cost}`, { remedy: "Give the fraction of a round trip: 0.001 is 10 basis points." });
  }
  const cells = horizons.flatMap((horizon) => {
    onProgress?.(horizon);
    return stops.flatMap((stop) =>
      profits.map((profit) =>
        turnTo(panel, { profit: profit / 100, stop: stop / 100, horizon }, cost, { seed, draws, overlap: horizon }),
      ),
    );
  });
  const { origin, calendar } = panel;
  return {
    panel: origin.source,
    bias: origin.bias,
    adjustment: origin.adjustment,
    tickers: panel.tickers.length,
    delisted: delistedTickers(panel).reduce((sum, gone) => sum + gone, 0),
    from: isoDate(calendar[0]!),
    to: isoDate(calendar.at(-1)!),
    cost,
    cells,
  };
}

function turnTo(
  panel: Panel,
  setting: Omit<Labelling, "method">,
  cost: number,
  bootstrap: { readonly seed: number; readonly draws: number; readonly overlap: number },
): DialCell {
  const labels = tripleBarrier(panel, setting);
  const { rows, decision, entry, ret } = tradesOf(labels);
  if (rows === 0) {
    throw new UsageError(`no bar has a label with horizon ${setting.horizon}`, {
      where: [panel.origin.source],
      remedy: "Give a longer panel or a shorter horizon.",
    });
  }
  const net = netReturns(ret, cost);
  const columns = tradeColumns(net);
  const sums = tradeSums(net);
  const resampled = { ...bootstrap, session: decision };
  // A win rate needs the number of trades and of wins alone.
  const won = dateBlockBootstrap({ ...resampled, columns: columns.slice(0, 2), statistic: winRate, bounds: [0, 1] });
  const earned = dateBlockBootstrap({ ...resampled, columns, statistic: expectancy });
  const worst = worstDate(entry, net);
  return {
    ...setting,
    rows,
    nEffective: earned.nEffective,
    winRate: won.estimate,
    winRateInterval: [won.low, won.high],
    breakEven: breakEven(sums),
    edge: edge(sums),
    expectancy: earned.estimate,
    interval: [earned.low, earned.high],
    worstDate: isoDate(labels.calendar[worst.session]!),
    worstDateReturn: worst.mean,
  };
}

/** The labelled rows: the sessions of decision and entry, and the return before costs. */
function tradesOf({ rows: all, known, decisionSession, entrySession, ret }: Labels) {
  const decision = new Int32Array(all);
  const entry = new Int32Array(all);
  const gross = new Float64Array(all);
  let rows = 0;
  for (let row = 0; row < all; row++) {
    if (known[row] === 0) continue;
    decision[rows] = decisionSession[row]!;
    entry[rows] = entrySession[row]!;
    gross[rows++] = ret[row]!;
  }
  return { rows, decision: decision.subarray(0, rows), entry: entry.subarray(0, rows), ret: gross.subarray(0, rows) };
}

/**
 * The session whose entries lost most in sum, the first of equals. By the sum and not by the mean: near a panel's end,
 * where windows are not over, only delisted tickers have labels, and the mean of a date would be that of one of them.
 */
function worstDate(session: Int32Array, net: Float64Array): { readonly session: number; readonly mean: number } {
  let last = 0;
  for (let i = 0; i < session.length; i++) last = Math.max(last, session[i]!);
  const sum = new Float64Array(last + 1);
  const trades = new Int32Array(last + 1);
  for (let i = 0; i < session.length; i++) {
    sum[session[i]!]! += net[i]!;
    trades[session[i]!]!++;
  }
  let worst = -1;
  for (let s = 0; s <= last; s++) if (trades[s]! > 0 && (worst < 0 || sum[s]! < sum[worst]!)) worst = s;
  return { session: worst, mean: sum[worst]! / trades[worst]! };
}
