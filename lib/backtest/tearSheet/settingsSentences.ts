import { isoDate } from "trident-base";
import { formatNumber } from "../../charts/index.ts";
import type { ExitRule } from "../decisions.ts";
import type { JudgedDecisions } from "../judgeDecisions.ts";

/** Says how decisions were traded, from the settings alone, a sentence each. */
export function settingsSentences({
  policy,
  rules,
  startsAtDecision,
}: Pick<JudgedDecisions, "policy" | "rules" | "startsAtDecision">): readonly string[] {
  const { settings, date } = policy;
  const { capital, positions, sizing, targetVolatility, participation, delistingReturn, costs } = settings;
  const paid = [
    ...(costs.commission > 0 ? [`a commission of ${basisPoints(costs.commission)}`] : []),
    ...(costs.spread > 0 ? [`${times(costs.spread)}the estimated half spread`] : []),
    ...(costs.impact > 0
      ? [`slippage of ${times(costs.impact)}the daily volatility times the root of its share of the bar's volume`]
      : []),
  ];
  const free = [
    ...(costs.commission > 0 ? [] : ["commission"]),
    ...(costs.spread > 0 ? [] : ["spread"]),
    ...(costs.impact > 0 ? [] : ["slippage"]),
  ];
  const [most] = rules.most;
  const start = `${isoDate(date[0]!)}${startsAtDecision ? " (the first decision)" : ""}`;
  return [
    `From ${start} to ${isoDate(date.at(-1)!)} with ${formatNumber(capital)} dollars, never on credit, in ${positions} position${positions === 1 ? "" : "s"} at most.`,
    sizing === "equal"
      ? "Positions are of equal size."
      : `Positions shrink where the ticker's yearly volatility is above ${percent(targetVolatility)}.`,
    `An entry is at most ${percent(participation)} of the usual dollar volume, the median of 21 bars, as known at the decision.`,
    "Fills are at the next open; stops come first within a bar.",
    paid.length > 0 ? `Each fill pays ${list(paid)}.` : "Fills cost nothing: no commission, no spread, no slippage.",
    ...(paid.length > 0 && free.length > 0 ? [`Not charged: ${list(free)}.`] : []),
    `A delisted ticker pays its last close ${delistingReturn < 0 ? "less" : "plus"} ${percent(Math.abs(delistingReturn))}.`,
    most && rules.different === 1
      ? `All decisions are left ${barriersOf(most)}after ${most.horizon} bars.`
      : `${formatNumber(rules.different)} different exit rules; each decision keeps its own.`,
  ];
}

/** `at +5 %, -8 % or `; nothing where there is no barrier. */
function barriersOf({ profit, stop }: ExitRule): string {
  const barriers = [
    ...(Number.isFinite(profit) ? [`+${percent(profit)}`] : []),
    ...(stop < 1 ? [`-${percent(stop)}`] : []),
  ];
  return barriers.length === 0 ? "" : `at ${barriers.join(", ")} or `;
}

const percent = (share: number): string => formatNumber(share, 1, "%").replace(".0 ", " ");

/** Without the noise of a product's last bits. */
function basisPoints(share: number): string {
  const points = Number((1e4 * share).toPrecision(6));
  return `${points} basis point${points === 1 ? "" : "s"}`;
}

const times = (factor: number): string => (factor === 1 ? "" : `${factor} times `);

const list = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join() : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
