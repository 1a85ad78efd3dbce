import { UsageError } from "trident-base";
import { COST_DEFAULTS, type CostOptions } from "./costs.ts";
import type { Prices } from "./prices.ts";

export interface BacktestOptions {
  /** First and last day, days since 1970-01-01; default the panel's. Decisions outside are not taken. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  /** Dollars at the start, 1 to 1e12: beyond that a cent is lost in float64. Default 100,000. */
  readonly capital?: number;
  /** Positions at a time, at most. Default 10. */
  readonly positions?: number;
  /**
   * `equal`: a position is worth equity / positions, the equity at the close before the entry. `volatility`: that times
   * targetVolatility over the ticker's own of its last 20 returns before the entry (times the root of 252), where its
   * own is higher.
   */
  readonly sizing?: "equal" | "volatility";
  /** A year, for `volatility` sizing. Default 0.3. */
  readonly targetVolatility?: number;
  /** The share of a usual bar's dollar volume, as known at the decision, that an entry may be, at most. Default 0.1. */
  readonly participation?: number;
  /** The share of the equity that entries may bring what is invested to, at most; the rest stays cash. Default 1. */
  readonly exposure?: number;
  readonly costs?: CostOptions;
  /** What a delisted ticker pays after its last close; default -0.3, as in the labels. */
  readonly delistingReturn?: number;
  /**
   * True trades as paper trading does: decisions whose horizon ends after the last session are taken too, what is held at
   * the end stays open, and what is delisted is paid out once that is known (`DELISTED_AFTER`). Default false: what is
   * judged is traded to its end.
   */
  readonly openEnd?: boolean;
  /** The panel's prices, where the caller has them already. */
  readonly prices?: Prices;
}

/** How a backtest was run, every default filled in. */
export interface BacktestSettings
  extends Required<
    Pick<
      BacktestOptions,
      "capital" | "positions" | "sizing" | "targetVolatility" | "participation" | "exposure" | "delistingReturn"
    >
  > {
  readonly costs: Required<CostOptions>;
}

/**
 * The settings that options ask for.
 *
 * @throws UsageError naming the first that is out of range.
 */
export function backtestSettings(options: BacktestOptions): BacktestSettings {
  const { capital = 100_000, positions = 10, participation = 0.1, delistingReturn = -0.3 } = options;
  const { sizing = "equal", targetVolatility = 0.3, exposure = 1 } = options;
  const faults: readonly [boolean, string][] = [
    [capital >= 1 && capital <= 1e12, `capital is ${capital}, not 1 to 1e12 dollars`],
    [Number.isInteger(positions) && positions > 0, `positions is ${positions}, not a whole number above 0`],
    [participation > 0 && participation <= 1, `participation is ${participation}, not above 0 and at most 1`],
    [exposure > 0 && exposure <= 1, `exposure is ${exposure}, not above 0 and at most 1`],
    [
      delistingReturn >= -1 && delistingReturn < Number.POSITIVE_INFINITY,
      `delistingReturn is ${delistingReturn}, below -1`,
    ],
    [sizing === "equal" || sizing === "volatility", `sizing is '${sizing}', not equal or volatility`],
    [targetVolatility > 0, `targetVolatility is ${targetVolatility}, not above 0`],
  ];
  const fault = faults.find(([fine]) => !fine);
  if (fault) throw new UsageError(fault[1]);
  const costs = { ...COST_DEFAULTS, ...options.costs };
  return { capital, positions, sizing, targetVolatility, participation, exposure, delistingReturn, costs };
}
