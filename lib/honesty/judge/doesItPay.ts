import { finiteOrNull } from "trident-base";
import {
  type Backtest,
  COST_DEFAULTS,
  type CostOptions,
  type Decisions,
  dailyReturns,
  decideRows,
  highestTenth,
  type JudgedDecisions,
  judgeDecisions,
  policyAlpha,
  policyReturns,
  ROUND_TRIP_COST,
  runBacktest,
} from "../../backtest/index.ts";
import { type AppraisalRatio, alpha, appraisalRatio, type Claim, SESSIONS_A_YEAR } from "../../statistics/index.ts";
import { type Finding, finding, shownInterval } from "./finding.ts";
import type { BroughtTrades } from "./readTrades.ts";
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
  const { predictions } = subject;
  const decisions = decisionsOf(subject);
  const judged = decisions.row.length === 0 ? undefined : portfolioOf(subject, decisions);
  const most = positionsOf(subject);
  const claims = judged?.claims.map((claim) => ({ ...claim, of: `${most} positions at most` })) ?? [];
  const portfolio = judged ? [blindFinding(judged), opponentsFinding(judged), tradingFinding(judged)] : [];
  const scored = predictions.trades ? undefined : referenceOf(subject);
  // Where the file itself decides what is bought, that is what is judged.
  if (judged && predictions.rules) {
    const main = returnsOf(judged, subject);
    const ratio = appraisalRatio(main.returns, main.market);
    const of = predictions.trades ? "the trades" : "the decisions of the file";
    return {
      ...main,
      ...{ judged, upperSharpe: upperOf(ratio) },
      claims: [{ measure: "sharpe", of, ...ratio }, ...(scored?.heldABar ?? []), ...claims],
      findings: [
        alphaFinding(main, ratio, of),
        ...portfolio,
        ...(predictions.trades ? [statedFinding(judged, predictions.trades)] : []),
        stressFinding(`${of[0]!.toUpperCase()}${of.slice(1)}`, [
          ratio.estimate,
          decisionsWorth(subject, decisions, { spread: 2, impact: 2, commission: 2 * COST_DEFAULTS.commission }),
          decisionsWorth(subject, later(subject, decisions)),
        ]),
      ],
    };
  }
  const { policyOf, main, ratio, heldABar } = scored ?? referenceOf(subject);
  return {
    ...main,
    ...{ judged, upperSharpe: upperOf(ratio) },
    claims: [{ measure: "sharpe", of: "reference policy", ...ratio }, ...heldABar, ...claims],
    findings: [
      alphaFinding(main, ratio, "the reference policy, the highest tenth of each day's scores"),
      ...portfolio,
      stressFinding("The reference policy", [
        ratio.estimate,
        appraisalRatio(policyOf(subject.horizon, 2 * ROUND_TRIP_COST).policy, main.market).estimate,
        delayedPolicy(subject),
      ]),
    ],
  };
}

const upperOf = ({ estimate, lowerBound }: AppraisalRatio): number => 2 * estimate - lowerBound;

/** What the reference policy makes of the scores. */
function referenceOf({ predictions, horizon, ahead, prices, equalWeight }: JudgeSubject) {
  const policyOf = (bars: number, cost: number = ROUND_TRIP_COST) =>
    policyReturns(ahead(bars), prices, predictions.rows, predictions.score, { cost });
  const reference = policyOf(horizon);
  const { market } = policyAlpha(reference, equalWeight);
  const main: JudgedReturns = { dates: reference.dates, returns: reference.policy, market };
  const daily = horizon === 1 ? undefined : policyOf(1);
  const heldABar: readonly Claim[] = daily
    ? [
        {
          ...{ measure: "sharpe" as const, of: "reference policy, held a bar" },
          ...appraisalRatio(daily.policy, policyAlpha(daily, equalWeight).market),
        },
      ]
    : [];
  return { policyOf, main, ratio: appraisalRatio(main.returns, main.market), heldABar };
}

/** What of the Sharpe ratio of net alpha double the costs and a day's delay leave. */
function stressFinding(of: string, [now, dear, late]: readonly [now: number, dear: number, late: number]): Finding {
  return finding("pays", "shown", {
    ...{ id: "stress", value: finiteOrNull(dear) },
    numbers: { double_costs: finiteOrNull(dear), a_day_later: finiteOrNull(late) },
    sentence: `${of}: of a Sharpe ratio of net alpha of ${shown(now)}, double the costs leave ${shown(dear)} and a day's delay ${shown(late)}.`,
  });
}

const POSITIONS = 10;
const shown = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : "not known");
const shownPercent = (value: number): string =>
  Number.isFinite(value) ? `${(100 * value).toFixed(2)} %` : "not known";
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
  const { spy, draws } = subject.options;
  return judgeDecisions(subject.panel, decisions, { ...settingsOf(subject, decisions), spy, draws });
}

/** As many positions as were asked for, or as trades were held at once. */
const positionsOf = ({ options, predictions }: JudgeSubject): number =>
  options.positions ?? predictions.trades?.mostAtOnce ?? POSITIONS;

function settingsOf(subject: JudgeSubject, decisions: Decisions) {
  const { panel, prices, last } = subject;
  const longest = decisions.horizon.reduce((a, b) => Math.max(a, b), 1);
  const { calendar } = panel;
  return {
    ...{ prices, positions: positionsOf(subject) },
    end: calendar[Math.min(calendar.length - 1, last + longest)]!,
  };
}

/** Daily returns of a portfolio beside the panel's. */
function returnsOf(
  { policy }: { readonly policy: Backtest },
  { panel, equalWeight }: Pick<JudgeSubject, "panel" | "equalWeight">,
): JudgedReturns {
  const first = panel.calendar.indexOf(policy.date[0]!);
  return {
    dates: policy.date,
    returns: dailyReturns(policy.equity, policy.settings.capital),
    market: equalWeight.value.slice(first, first + policy.date.length).map((r) => (Number.isNaN(r) ? 0 : r)),
  };
}

/** The Sharpe ratio of net alpha of decisions at these costs. */
function decisionsWorth(subject: JudgeSubject, decisions: Decisions, costs?: CostOptions): number {
  if (decisions.row.length === 0) return Number.NaN;
  const { panel } = subject;
  const start = panel.calendar[decisions.row.reduce((a, row) => Math.min(a, panel.session[row]!), Infinity)]!;
  const policy = runBacktest(panel, decisions, { ...settingsOf(subject, decisions), start, ...(costs && { costs }) });
  const { returns, market } = returnsOf({ policy }, subject);
  return appraisalRatio(returns, market).estimate;
}

/** Decisions that are taken a bar later; those without one are left out. */
function later({ panel }: JudgeSubject, decisions: Decisions): Decisions {
  const ends = new Set(panel.offsets);
  const places = [...decisions.row.keys()].filter((k) => !ends.has(decisions.row[k]! + 1));
  const rules = new Map(places.map((k) => [decisions.row[k]! + 1, k]));
  return decideRows(
    panel,
    (row) => {
      const k = rules.get(row)!;
      return { profit: decisions.profit[k]!, stop: decisions.stop[k]!, horizon: decisions.horizon[k]! };
    },
    (row) => rules.has(row),
    (row) => decisions.score[rules.get(row)!]!,
  );
}

/** What trades are said to have returned beside what fills at the next open and costs leave of them. */
function statedFinding({ policy, summary }: JudgedDecisions, { ret }: BroughtTrades): Finding {
  const mean = (values: readonly number[] | Float64Array): number =>
    values.length === 0 ? Number.NaN : (values as readonly number[]).reduce((a, b) => a + b, 0) / values.length;
  const [stated, traded] = [
    mean(ret),
    mean(policy.trades.map(({ pnl, shares, entryPrice }) => pnl / (shares * entryPrice))),
  ];
  return finding("pays", "shown", {
    ...{ id: "stated_returns", value: finiteOrNull(stated - traded) },
    numbers: {
      stated: finiteOrNull(stated),
      traded: finiteOrNull(traded),
      trades: ret.length,
      filled: policy.trades.length,
      win_rate: summary.winRate.value,
      break_even: summary.breakEven,
    },
    sentence: `The file's ${ret.length} trades returned ${shownPercent(stated)} on average; the ${policy.trades.length} that were filled here, at the next open and after costs, ${shownPercent(traded)}: ${percent(summary.winRate.value)} of them gained, ${percent(summary.breakEven)} would break even.`,
  });
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
