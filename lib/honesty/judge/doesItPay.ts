import { finiteOrNull } from "trident-base";
import {
  type Decisions,
  dailyReturns,
  decideRows,
  highestTenth,
  type JudgedDecisions,
  judgeDecisions,
  policyAlpha,
  policyReturns,
  ROUND_TRIP_COST,
} from "../../backtest/index.ts";
import { alpha, appraisalRatio, type Claim, SESSIONS_A_YEAR } from "../../statistics/index.ts";
import { type Finding, finding, shownInterval } from "./finding.ts";
import type { JudgeSubject } from "./subject.ts";

/** Below it a Sharpe ratio of net alpha is none that anybody would look for. */
export const LEAST_SHARPE = 0.5;

/** Daily net returns that are judged, a session each, beside the panel's equal weight without costs. */
export interface JudgedReturns {
  readonly dates: Int32Array;
  readonly returns: Float64Array;
  readonly market: Float64Array;
}

/** What scores or decisions were worth. */
export interface Payment extends JudgedReturns {
  readonly findings: readonly Finding[];
  readonly claims: readonly Claim[];
  /** Whether one may still hope: the one-sided 95 % upper bound of the Sharpe ratio of net alpha. */
  readonly upperSharpe: number;
  readonly judged: JudgedDecisions | undefined;
}

/**
 * Asks whether scores pay after costs: the reference policy, which buys the highest tenth; the top-k portfolio of the same
 * decisions, or of those that the file makes, beside the blind opponent; and what double costs and a day's delay leave.
 */
export function doesItPay(subject: JudgeSubject): Payment {
  const { panel, predictions, horizon, ahead, prices, equalWeight, options } = subject;
  const policyOf = (bars: number, cost: number = ROUND_TRIP_COST) =>
    policyReturns(ahead(bars), prices, predictions.rows, predictions.score, { cost });
  const reference = policyOf(horizon);
  const { market } = policyAlpha(reference, equalWeight);
  const decisions = decisionsOf(subject);
  const judged = decisions.row.length === 0 ? undefined : portfolioOf(subject, decisions);
  // Where the file itself decides what is bought, that is what is judged.
  const isDecided = predictions.rules !== undefined && judged !== undefined;
  const main: JudgedReturns = isDecided
    ? returnsOf(judged, equalWeight.value, panel.calendar)
    : { dates: reference.dates, returns: reference.policy, market };
  const ratio = appraisalRatio(main.returns, main.market);
  const daily = horizon === 1 ? undefined : policyOf(1);
  const claims: readonly Claim[] = [
    { measure: "sharpe", of: isDecided ? "its decisions" : "reference policy", ...ratio },
    ...(daily
      ? [
          {
            ...{ measure: "sharpe" as const, of: "reference policy, held a bar" },
            ...appraisalRatio(daily.policy, policyAlpha(daily, equalWeight).market),
          },
        ]
      : []),
    ...(judged?.claims.map((claim) => ({ ...claim, of: `${options.positions ?? POSITIONS} positions at most` })) ?? []),
  ];
  const delayed = delayedPolicy(subject);
  const worth = (policy: Float64Array, of: Float64Array): number => appraisalRatio(policy, of).estimate;
  const dear = policyOf(horizon, 2 * ROUND_TRIP_COST);
  return {
    ...main,
    ...{ claims, judged, upperSharpe: 2 * ratio.estimate - ratio.lowerBound },
    findings: [
      alphaFinding(
        main,
        ratio,
        isDecided ? "the decisions of the file" : "the reference policy, the highest tenth of each day's scores",
      ),
      ...(judged ? [blindFinding(judged), opponentsFinding(judged), tradingFinding(judged)] : []),
      finding("pays", "shown", {
        ...{ id: "stress", value: finiteOrNull(worth(dear.policy, market)) },
        numbers: { double_costs: finiteOrNull(worth(dear.policy, market)), a_day_later: finiteOrNull(delayed) },
        sentence: `Of the reference policy's Sharpe ratio of net alpha, ${shown(worth(reference.policy, market))}, double the costs leave ${shown(worth(dear.policy, market))} and a day's delay ${shown(delayed)}.`,
      }),
    ],
  };
}

const POSITIONS = 10;
const shown = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : "not known");
const percent = (value: number | null): string => (value === null ? "not known" : `${(100 * value).toFixed(1)} %`);

/** The Sharpe ratio of net alpha, on which the verdict rests. */
function alphaFinding(
  { returns, market }: JudgedReturns,
  { estimate, lowerBound }: { readonly estimate: number; readonly lowerBound: number },
  of: string,
): Finding {
  const { t, beta, estimate: daily } = alpha(returns, market);
  const upper = 2 * estimate - lowerBound;
  const passed = lowerBound > 0;
  return finding("pays", "bound", {
    ...{
      id: "alpha",
      passed,
      value: finiteOrNull(estimate),
      interval: [finiteOrNull(lowerBound), finiteOrNull(upper)],
    },
    numbers: {
      t: finiteOrNull(t),
      beta,
      alpha_a_year: finiteOrNull(SESSIONS_A_YEAR * daily),
      sessions: returns.length,
    },
    sentence: `The Sharpe ratio of net alpha of ${of} is ${shownInterval(estimate, lowerBound, upper, 2).replace("95 %", "one-sided 95 % bounds")}: alpha ${percent(SESSIONS_A_YEAR * daily)} a year after costs, t ${shown(t)}, beta ${shown(beta)}.`,
  });
}

function decisionsOf({ panel, predictions, ahead, horizon }: JudgeSubject): Decisions {
  const { rules, rows, score } = predictions;
  if (rules) {
    return decideRows(
      panel,
      (row) => rules.get(row)!,
      (row) => rules.has(row),
      (row) => score[row]!,
    );
  }
  const { known } = ahead(horizon);
  const days = new Map<number, number[]>();
  for (const row of rows) {
    if (known[row] !== 1) continue;
    const day = days.get(panel.session[row]!);
    if (day) day.push(row);
    else days.set(panel.session[row]!, [row]);
  }
  const chosen = new Uint8Array(panel.rows);
  for (const day of days.values()) for (const row of highestTenth(day, score)) chosen[row] = 1;
  return decideRows(
    panel,
    { profit: Number.POSITIVE_INFINITY, stop: 1, horizon },
    (row) => chosen[row] === 1,
    (row) => score[row]!,
  );
}

function portfolioOf(subject: JudgeSubject, decisions: Decisions): JudgedDecisions {
  const { panel, prices, last, options } = subject;
  const longest = decisions.horizon.reduce((a, b) => Math.max(a, b), 1);
  const { calendar } = panel;
  return judgeDecisions(panel, decisions, {
    ...{ prices, spy: options.spy, draws: options.draws, positions: options.positions ?? POSITIONS },
    end: calendar[Math.min(calendar.length - 1, last + longest)]!,
  });
}

/** Daily returns of a judged portfolio beside the panel's. */
function returnsOf({ policy }: JudgedDecisions, equalWeight: Float64Array, calendar: Int32Array): JudgedReturns {
  const first = calendar.indexOf(policy.date[0]!);
  return {
    dates: policy.date,
    returns: dailyReturns(policy.equity, policy.settings.capital),
    market: equalWeight.slice(first, first + policy.date.length).map((r) => (Number.isNaN(r) ? 0 : r)),
  };
}

/** The Sharpe ratio of net alpha where each score is only acted on a bar later. */
function delayedPolicy({ panel, predictions, ahead, horizon, prices, equalWeight }: JudgeSubject): number {
  const { offsets } = panel;
  const late = new Float64Array(panel.rows).fill(Number.NaN);
  const ends = new Set(offsets);
  const rows = predictions.rows.filter((row) => row + 1 < panel.rows && !ends.has(row + 1)).map((row) => row + 1);
  for (const row of rows) late[row] = predictions.score[row - 1]!;
  if (rows.length === 0) return Number.NaN;
  const policy = policyReturns(ahead(horizon), prices, rows, late);
  return appraisalRatio(policy.policy, policyAlpha(policy, equalWeight).market).estimate;
}

/** The choice of names, beside the same decisions with the names exchanged. */
function blindFinding({ blind }: JudgedDecisions): Finding {
  const { p, t, meanT, draws, decisions, weak } = blind;
  const said = `the same ${decisions} decisions with the names exchanged, ${draws} times`;
  return finding("pays", "bound", {
    ...{ id: "blind", passed: p !== null && p < 0.05, value: p },
    numbers: { t, mean_t: meanT, draws, decisions, tickers_a_fifth: blind.tickersPerFifth },
    sentence:
      p === null
        ? "No decision was traded to its end: nothing to compare with the blind opponent."
        : `Beside ${said}: p ${p.toPrecision(2)} (t of alpha ${shown(t)} before costs, theirs ${shown(meanT)})${weak ? "; with few tickers a fifth of volatility its power is weak" : ""}.`,
  });
}

/** The top-k portfolio beside those who decide less. */
function opponentsFinding({ summary, opponents, alpha: { beta }, spy }: JudgedDecisions): Finding {
  const rows = [
    { name: "portfolio", total_return: summary.totalReturn, sharpe: summary.sharpe, exposure: summary.exposure, beta },
    ...Object.entries(opponents).map(([name, each]) => ({
      ...{ name, total_return: each.totalReturn, sharpe: each.sharpe },
      ...{ exposure: each.exposure, beta: each.beta },
    })),
  ];
  return finding("pays", "shown", {
    ...{ id: "opponents", rows, value: summary.totalReturn },
    numbers: { win_rate: summary.winRate.value, break_even: summary.breakEven, max_drawdown: summary.maxDrawdown },
    sentence: `The portfolio made ${percent(summary.totalReturn)} from ${summary.start} to ${summary.end} at a beta of ${shown(beta)}; ${Object.entries(
      opponents,
    )
      .map(([name, each]) => `${name} ${percent(each.totalReturn)}`)
      .join(", ")}${opponents.SPY ? "" : ` (SPY: ${spy})`}.`,
  });
}

/** How much is traded, and how much could be. */
function tradingFinding({ summary, policy }: JudgedDecisions): Finding {
  const { turnover, capacity } = summary;
  return finding("pays", "shown", {
    ...{ id: "trading", value: capacity },
    numbers: {
      turnover,
      capacity,
      trades: summary.trades,
      positions: policy.settings.positions,
      unfilled: policy.unfilled,
    },
    sentence: `It turns over ${turnover === null ? "not known" : turnover.toFixed(1)} times a year in ${summary.trades} trades and has room for ${capacity === null ? "an amount that is not known" : `${Math.round(capacity).toLocaleString("en-US")} dollars`} at 1 % of the volume.`,
  });
}
