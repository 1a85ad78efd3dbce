import { finiteOrNull, type Verdict, type VerdictStatus } from "trident-base";
import type { HoldoutLooks } from "../../ledger/index.ts";
import { SESSIONS_A_YEAR } from "../../statistics/index.ts";
import type { AuditCheck } from "../audit/check.ts";
import type { OutOfSample } from "../outOfSample.ts";
import type { WalkForward } from "../walkForward/walkForwardTrident.ts";
import { auditLine } from "./auditLine.ts";
import { alphaBounds, type Bounded, excessBounds, isIdle, sharpeBounds, statusOf, winRateBounds } from "./bounds.ts";
import { edgeVerdict } from "./edgeVerdict.ts";
import { type YearsNeeded, yearsNeeded } from "./yearsNeeded.ts";

/** One line of the production checklist. Rates and returns are fractions, Sharpe ratios a year. */
export interface ChecklistLine {
  readonly id: string;
  readonly title: string;
  readonly isStretchGoal: boolean;
  readonly status: VerdictStatus;
  readonly value: number | string | null;
  /** What is asked for. */
  readonly asked: number | string;
  /** One-sided 95 % bounds; null where there are none, as of a fact. */
  readonly lower: number | null;
  readonly upper: number | null;
  readonly nEffective: number | null;
  /** Where the number came from. */
  readonly source: string;
  readonly detail: string;
}

/** The production checklist of a bundle. Plain data. */
export interface Checklist {
  /** First and last session, ISO; empty where the panel has no bars after the bundle's own. */
  readonly from: string;
  readonly to: string;
  readonly years: number;
  readonly lines: readonly ChecklistLine[];
  readonly edge: Verdict;
  readonly tooGood: Verdict | null;
  readonly yearsNeeded: readonly YearsNeeded[];
  /** Standard error of the Sharpe ratio on so many sessions, whatever it is: 1.4 of half a year; null of none. */
  readonly sharpeStandardError: number | null;
  readonly looked: HoldoutLooks;
  /** How the tickers were chosen, as far as it is known: survivors flatter whatever is bought. */
  readonly bias: string | null;
  readonly trials: number;
  readonly answer: "tradable" | "not tradable" | "not enough data";
  readonly sentence: string;
}

export interface ChecklistInput {
  readonly found: OutOfSample;
  /** Of `institutionalCount`; undefined where SHAP values are not known. */
  readonly institutional: (Bounded & { readonly expected: number }) | undefined;
  readonly bytes: number;
  readonly audit: readonly AuditCheck[] | null;
  readonly walked: WalkForward | null;
  readonly looked: HoldoutLooks;
  /** Trials in the ledger on bars that share with these. */
  readonly trials: number;
  /** Of the panel's origin. */
  readonly bias: string | null;
}

/**
 * The production checklist on what a frozen bundle did out of sample: the roadmap's eight lines and its four stretch
 * goals, each pass, fail or not enough data by one-sided 95 % bounds, and the edge verdict, on which 'tradable' rests.
 */
export function judgeChecklist(input: ChecklistInput): Checklist {
  const { found, audit, looked, trials } = input;
  const sessions = found.dates.length;
  const years = sessions / SESSIONS_A_YEAR;
  const edge = edgeVerdict({
    ...{ returns: found.returns, market: found.market, audit, believable: found.believable },
    ...{ trials: Math.max(1, trials + looked.openings), blind: found.blind?.p ?? null },
  });
  const answers = { pass: "tradable", fail: "not tradable", "not enough data": "not enough data" } as const;
  const answer = answers[edge.status];
  const needed = yearsNeeded(years);
  return {
    ...{ from: found.from, to: found.to, years, edge, looked, trials, answer, yearsNeeded: needed, bias: input.bias },
    lines: linesOf(input),
    tooGood: found.believable,
    sharpeStandardError: finiteOrNull(Math.sqrt(SESSIONS_A_YEAR / sessions)),
    sentence: sentenceOf(answer, edge, years, needed),
  };
}

function linesOf({ found, institutional, bytes, audit, walked }: ChecklistInput): readonly ChecklistLine[] {
  const here =
    found.from === "" ? "no bars after the bundle's own" : `${found.from} to ${found.to}, after the bundle's own data`;
  const { trades, horizon, returns, market, summary, opponentReturns } = found;
  const spy = opponentReturns.SPY ?? null;
  const clusters = [...new Set(trades.cluster)].sort();
  const unseen = walked?.steps.find(({ kind }) => kind === "unseen")?.found;
  const none: Bounded = { value: null, lower: null, upper: null, nEffective: null };
  const these =
    returns.length === 0
      ? "."
      : `; these ${returns.length} sessions one of ${Math.sqrt(SESSIONS_A_YEAR / returns.length).toFixed(1)}.`;
  const six = `Six months have a standard error of 1.4 on a Sharpe ratio${these}`;
  const leak = auditLine(audit);
  const orNone = (detail: string, all: readonly number[]): string => (isIdle(all) ? "Nothing was traded." : detail);
  const noWalk = "No walk-forward was run: 'trident walk-forward PANEL'.";
  const size = bytes / 1e6;
  return [
    lineOf("win_rate", "Win rate", winRateBounds(trades, horizon), 0.9, here, `${trades.net.length} trades.`),
    lineOf("sharpe", "Sharpe ratio", summary ? sharpeBounds(returns) : none, 3.5, here, six),
    {
      ...lineOf("drawdown", "Maximum drawdown", none, -0.1, here, "A fact of the path: it has no bound."),
      value: summary?.maxDrawdown ?? null,
      status: summary ? (summary.maxDrawdown > -0.1 ? "pass" : "fail") : "not enough data",
    },
    lineOf(
      ...(["institutional", "Institutional features in the SHAP top ten", institutional ?? none, 7] as const),
      `SHAP values of decisions from ${here}`,
      institutional ? `Chance gives ${institutional.expected.toFixed(1)}.` : "SHAP values are not known.",
    ),
    {
      ...lineOf("leakage", leak.title, none, leak.threshold!, "the leakage audit", leak.detail),
      ...{ status: leak.status, value: leak.value },
    },
    lineOf(
      ...(["out_of_sample", "Works out of sample: alpha a year", alphaBounds(returns, market), 0, here] as const),
      orNone("Beside the panel's equal weight without costs, after costs.", returns),
    ),
    walked
      ? lineOf(
          ...(["walk_forward", "Passes walk-forward: alpha a year"] as const),
          alphaBounds(walked.pooled.returns, walked.pooled.market),
          ...([0, `walk-forward, ${walked.pooled.from} to ${walked.pooled.to}`] as const),
          orNone("Of the anchored stretches, one after another.", walked.pooled.returns),
        )
      : lineOf("walk_forward", "Passes walk-forward: alpha a year", none, 0, "not run", noWalk),
    {
      ...lineOf("size", "Model's size, MB", none, 500, "the bundle's files", "A fact: it has no bound."),
      ...{ value: size, status: size < 500 ? "pass" : "fail" },
    },
    bestCluster(clusters, found, here),
    lineOf(
      ...(["spy", "SPY beaten, a year", spy ? excessBounds(returns, spy) : none, 0.5, here] as const),
      spy ? "Sums of daily returns." : summary ? "No closes of SPY." : "Nothing was traded.",
      true,
    ),
    {
      ...lineOf("zero_leakage", "Zero leakage", none, leak.threshold!, "the leakage audit", leak.detail, true),
      ...{ status: leak.status, value: leak.value },
    },
    lineOf(
      ...(["unseen", "Generalises to tickers never trained on: alpha a year"] as const),
      unseen ? alphaBounds(unseen.returns, unseen.market) : none,
      ...([0, unseen ? `walk-forward, ${unseen.from} to ${unseen.to}` : "not run"] as const),
      ...([unseen ? orNone(`${unseen.tickers} tickers.`, unseen.returns) : noWalk, true] as const),
    ),
  ];
}

/** The best of several is chosen by its luck: its lower bound is that of one of so many (Bonferroni). */
function bestCluster(clusters: readonly string[], { trades, horizon }: OutOfSample, source: string): ChecklistLine {
  const none: Bounded = { value: null, lower: null, upper: null, nEffective: null };
  const each = clusters.map((cluster) => {
    const mine = [...trades.cluster.keys()].filter((k) => trades.cluster[k] === cluster);
    const own = { session: mine.map((k) => trades.session[k]!), net: mine.map((k) => trades.net[k]!) };
    return { cluster, bounds: winRateBounds(own, horizon, 1 - 0.05 / clusters.length) };
  });
  const known = each.filter(({ bounds }) => bounds.value !== null);
  const best = known.reduce<(typeof known)[number] | undefined>(
    (top, next) => (top === undefined || next.bounds.value! > top.bounds.value! ? next : top),
    undefined,
  );
  const isMissed = each.length > 0 && each.every(({ bounds }) => statusOf(bounds, 0.95) === "fail");
  const line = lineOf(
    ...(["cluster_win_rate", "Win rate of the best cluster", best?.bounds ?? none, 0.95, source] as const),
    ...([best ? `Cluster ${best.cluster}, of ${clusters.length} with trades.` : "No trades.", true] as const),
  );
  return line.status === "fail" && !isMissed ? { ...line, status: "not enough data" } : line;
}

function lineOf(
  id: string,
  title: string,
  { value, lower, upper, nEffective }: Bounded,
  asked: number | string,
  source: string,
  detail: string,
  isStretchGoal = false,
): ChecklistLine {
  const status = typeof asked === "number" ? statusOf({ value, lower, upper, nEffective }, asked) : "not enough data";
  return { id, title, isStretchGoal, status, value, asked, lower, upper, nEffective, source, detail };
}

function sentenceOf(answer: Checklist["answer"], edge: Verdict, years: number, needed: readonly YearsNeeded[]): string {
  const titles = (status: VerdictStatus): string =>
    edge.lines
      .filter((line) => line.status === status)
      .map(({ title }) => `${title[0]!.toLowerCase()}${title.slice(1)}`)
      .join(", ");
  const parts = [
    ...(edge.status === "fail" ? [`against it: ${titles("fail")}`] : []),
    ...(titles("not enough data") === "" ? [] : [`not shown: ${titles("not enough data")}`]),
  ];
  const why = parts.length === 0 ? "" : ` (${parts.join("; ")})`;
  const times = needed.map(({ sharpe, years: all }) => `${all.toFixed(1)} at ${sharpe}`).join(", ");
  return `On this evidence: ${answer}${why}. There are ${years.toFixed(1)} years; to show an edge takes, by its true Sharpe ratio, ${times} years.`;
}
