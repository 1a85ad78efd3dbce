import { parseIsoDate } from "trident-base";
import { ROUND_TRIP_COST } from "../backtest/index.ts";
import { COLOURS, type Figure, figure } from "../charts/index.ts";
import { labelPanel } from "../labels/index.ts";
import type { Panel } from "../market/index.ts";
import { decideSessions, type LoadedBundle } from "../model/index.ts";
import { dateBlockBootstrap } from "../statistics/index.ts";

/** Groups of equally many decisions. */
const GROUPS = 5;
const DRAWS = 500;

/** Decisions of about one probability: what was said, and what came. Rates are fractions; null is not known. */
export interface ReliabilityGroup {
  readonly decisions: number;
  /** Mean probability of a net gain. */
  readonly said: number;
  /** Share with a net return above 0, with its 95 % interval by blocks of dates. */
  readonly came: number;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Whether a bundle's probabilities come true on bars after its own: all that have a score and whose outcome is known,
 * bought or not, in fifths by rising probability.
 *
 * @param dates first and last day of decision, ISO; empty where there is none.
 * @throws PredictionError as `decideSessions` does.
 */
export async function laterReliability(
  bundle: LoadedBundle,
  panel: Panel,
  dates: { readonly from: string; readonly to: string },
  features: readonly string[] = [],
): Promise<readonly ReliabilityGroup[]> {
  if (dates.from === "") return [];
  const { rows, score } = await decideSessions(bundle, panel, {
    ...{ from: parseIsoDate(dates.from), to: parseIsoDate(dates.to), features },
  });
  const labels = labelPanel(panel, bundle.manifest.labels);
  const known = [...rows.keys()].filter((k) => labels.known[rows[k]!] === 1);
  known.sort((a, b) => score[a]! - score[b]! || a - b);
  const groups = Math.min(GROUPS, known.length);
  return Array.from({ length: groups }, (_, g) => {
    const mine = known.slice(Math.round((g * known.length) / groups), Math.round(((g + 1) * known.length) / groups));
    const won = mine.map((k) => Number(labels.ret[rows[k]!]! - ROUND_TRIP_COST > 0));
    const { estimate, low, high } = dateBlockBootstrap({
      session: mine.map((k) => labels.decisionSession[rows[k]!]!),
      columns: [won, won.map(() => 1)],
      statistic: ([wins, all]) => wins! / all!,
      ...{ bounds: [0, 1], overlap: labels.parameters.horizon, seed: "reliability", draws: DRAWS },
    });
    const isKnown = Number.isFinite(low) && Number.isFinite(high);
    return {
      ...{ decisions: mine.length, said: mine.reduce((sum, k) => sum + score[k]!, 0) / mine.length, came: estimate },
      ...(isKnown ? { low, high } : { low: null, high: null }),
    };
  });
}

/** What was said beside what came, on bars that the bundle was not made of. */
export function laterReliabilityFigure(groups: readonly ReliabilityGroup[]): Figure {
  const all = groups.flatMap(({ said, came }) => [said, came]);
  const ends = all.length === 0 ? [0, 1] : [Math.min(...all), Math.max(...all)];
  return figure(
    [
      {
        ...{ type: "scatter", mode: "lines+markers", name: "the bundle, 95 % by blocks of dates" },
        ...{ x: groups.map(({ said }) => said), y: groups.map(({ came }) => came), line: { color: COLOURS.honest } },
        error_y: {
          ...{ type: "data", symmetric: false, color: COLOURS.chance },
          array: groups.map(({ came, high }) => (high === null ? 0 : high - came)),
          arrayminus: groups.map(({ came, low }) => (low === null ? 0 : came - low)),
        },
        text: groups.map(({ decisions }) => `${decisions.toLocaleString("en-US")} decisions`),
        hovertemplate: "said %{x:.1%}, came %{y:.1%}, %{text}",
      },
      {
        ...{ type: "scatter", mode: "lines", name: "as said", x: ends, y: ends },
        line: { dash: "dot", color: COLOURS.published },
      },
    ],
    "Did the probabilities come true on later bars?",
    {
      xaxis: { title: { text: "probability of a net gain that was said" }, tickformat: ".0%" },
      yaxis: { title: { text: "share that gained" }, tickformat: ".0%" },
    },
  );
}
