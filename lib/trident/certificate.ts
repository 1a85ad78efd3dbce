import { finiteOrNull, isoDate } from "trident-base";
import type { Certificate } from "../model/index.ts";
import {
  breakEven,
  expectancyBound,
  precisionBound,
  SESSIONS_A_YEAR,
  type TradeBlocks,
  type TradeStretch,
  tradeBlocks,
} from "../statistics/index.ts";

/** Trading blocks below which nothing is certified. */
const FEWEST_BLOCKS = 25;
/** The roadmap's wish. */
const WANTED = 0.9;
const CONFIDENCE = 0.95;

export interface CertifyOptions {
  /** Sessions that a trade lasts at most. */
  readonly horizon: number;
  /** Day numbers of the sessions. */
  readonly calendar: ArrayLike<number>;
  /** Decisions that could have been taken in the stretches. */
  readonly decisions: number;
  /** The precision that is asked for; 0.9 by default. It decides nothing: what pays is certified. */
  readonly wanted?: number;
}

/**
 * The certificate of a policy: one test on trades that nothing was chosen on, in blocks of horizon + 1 sessions, so that
 * outcomes overlap with those of neighbouring blocks alone (`precisionBound`). What pays is certified: a mean net return
 * above 0 and a precision above the trades' break-even rate, both by bound; a high precision alone can lose money. Walk-
 * forward stretches are pooled, if each one's policy was frozen before it. A guarantee about selected trades in the
 * manner of Geifman and El-Yaniv (2017) and Angelopoulos et al. ("Learn then test", 2021), without their independence.
 *
 * @throws UsageError as `tradeBlocks` does.
 */
export function certify(stretches: readonly TradeStretch[], options: CertifyOptions): Certificate {
  const { horizon, calendar, decisions, wanted = WANTED } = options;
  const blocks = tradeBlocks(stretches, horizon);
  const sums = [blocks.trades, blocks.wins, blocks.gain, blocks.loss].map((c) => c.reduce((a, b) => a + b, 0));
  const [trades, years] = [sums[0]!, blocks.sessions / SESSIONS_A_YEAR];
  const count = blocks.trades.length;
  const ahead = count / years;
  const precision = precisionBound(blocks, { confidence: CONFIDENCE });
  const expectancy = expectancyBound(blocks, { confidence: CONFIDENCE });
  const even = breakEven(sums);
  const found = {
    ...{ from: isoDate(calendar[stretches[0]!.from]!), to: isoDate(calendar[stretches.at(-1)!.to]!) },
    ...{ coverage: trades / decisions, trades, tradesAYear: trades / years, blocks: count },
    ...{
      precision: finiteOrNull(precision.estimate),
      bound: finiteOrNull(precision.bound),
      breakEven: finiteOrNull(even),
    },
    nextYear: finiteOrNull(precisionBound(blocks, { confidence: CONFIDENCE, ahead }).bound),
    ...{ expectancy: finiteOrNull(expectancy.estimate), expectancyBound: finiteOrNull(expectancy.bound) },
    ...{ wanted, worst: worstOf(blocks, calendar) },
  };
  const enough = count >= FEWEST_BLOCKS;
  return {
    ...found,
    ...judge(enough, even, sums, precision.exceeds, expectancy.exceeds),
    reachesWanted: enough && precision.exceeds(wanted),
    years: enough || count === 0 ? null : (FEWEST_BLOCKS / count) * years,
  };
}

function judge(
  enough: boolean,
  even: number,
  [trades, wins]: readonly number[],
  precisionExceeds: (value: number) => boolean,
  expectancyExceeds: (value: number) => boolean,
): Pick<Certificate, "status" | "detail"> {
  if (!enough) return { status: "not enough data", detail: `fewer than ${FEWEST_BLOCKS} blocks with a trade` };
  if (wins === trades) return { status: "not enough data", detail: "no trade lost: what a loss costs is not known" };
  const missing = [
    ...(expectancyExceeds(0) ? [] : ["a mean net return above 0"]),
    ...(precisionExceeds(even) ? [] : ["a precision above break-even"]),
  ];
  return missing.length === 0
    ? { status: "pass", detail: "mean net return above 0 and precision above break-even, both by bound" }
    : { status: "fail", detail: `not shown: ${missing.join(", ")}` };
}

function worstOf({ start, trades, wins, gain, loss }: TradeBlocks, calendar: ArrayLike<number>): Certificate["worst"] {
  if (start.length === 0) return null;
  const net = gain.map((sum, b) => sum - loss[b]!);
  const b = net.reduce((worst, sum, k) => (sum < net[worst]! ? k : worst), 0);
  return { from: isoDate(calendar[start[b]!]!), trades: trades[b]!, wins: wins[b]!, net: net[b]! };
}

/** Certificates that pooled stretches would have issued, and those that the stretch after them kept. */
export interface CertificateRecord {
  readonly issued: number;
  readonly kept: number;
}

/**
 * Goes back over walk-forward stretches: whether the stretches before each would have issued a certificate, and if so,
 * whether the stretch's own precision kept to the bound that is given for as many blocks as it has.
 *
 * @throws UsageError as `tradeBlocks` does.
 */
export function certificateRecord(stretches: readonly TradeStretch[], options: CertifyOptions): CertificateRecord {
  let [issued, kept] = [0, 0];
  for (let k = 1; k < stretches.length; k++) {
    const { trades, wins } = tradeBlocks([stretches[k]!], options.horizon);
    const before = stretches.slice(0, k);
    if (trades.length === 0 || certify(before, options).status !== "pass") continue;
    const { bound } = precisionBound(tradeBlocks(before, options.horizon), { ahead: trades.length });
    const sum = (column: Float64Array): number => column.reduce((a, b) => a + b, 0);
    issued++;
    if (sum(wins) / sum(trades) >= bound) kept++;
  }
  return { issued, kept };
}
