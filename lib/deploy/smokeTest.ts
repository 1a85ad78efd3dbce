import { isoDate, parseIsoDate, utcDay } from "trident-base";
import type { Panel } from "../market/index.ts";
import {
  type BundleReference,
  type DecidedSessions,
  decideSessions,
  demandedBars,
  type LoadedBundle,
} from "../model/index.ts";
import { type Matrix, matrixColumn } from "../runtime/index.ts";
import { populationStability } from "../statistics/index.ts";
import { type BarCheck, barChecks } from "./barChecks.ts";

/** Sessions that are replayed: a quarter. */
const REPLAYED = 63;
/** How far a prediction may lie from the stored one: bars are the same, the arithmetic is in single precision. */
const SAME = 1e-6;
/** By custom an input has moved from here on. */
const MOVED = 0.25;
/** Share of the inputs that have moved from which on a model is to be trained anew. */
const TOO_MANY = 0.2;

/** One thing that was looked at. */
export interface SmokeCheck {
  readonly id: BarCheck["id"] | "decides" | "predictions" | "drift";
  /** Null where there is nothing to compare with. */
  readonly passed: boolean | null;
  readonly detail: string;
}

/** Whether a bundle may trade on the bars at hand. */
export interface SmokeTest {
  readonly date: string;
  /** False where a check failed. Drift calls for a training, it does not stop. */
  readonly mayTrade: boolean;
  readonly checks: readonly SmokeCheck[];
  /** By input, the population stability index of the replayed sessions, the largest first. */
  readonly drift: readonly { readonly input: string; readonly index: number }[];
  readonly retrain: boolean;
  /** Decisions of the replayed sessions, and how many are bought. */
  readonly decisions: number;
  readonly bought: number;
}

/**
 * Looks whether a bundle may trade on a panel today: bars that are fresh, complete, long enough and sound, the same
 * predictions as when it was trained, inputs like those that it learned from.
 *
 * @param reference as `readReference` reads it.
 * @param today the present, days since 1970-01-01; by the clock by default.
 * @throws PredictionError if features are not those of the fit.
 */
export async function smokeTest(
  bundle: LoadedBundle,
  reference: BundleReference | null,
  panel: Panel,
  { features = [], today = utcDay() }: { readonly features?: readonly string[]; readonly today?: number } = {},
): Promise<SmokeTest> {
  const demanded = demandedBars(bundle.manifest);
  const { calendar } = panel;
  const from = calendar[Math.max(0, calendar.length - REPLAYED)]!;
  const replayed = await decided(bundle, panel, { from, to: calendar.at(-1)!, features, today });
  const drift = typeof replayed === "string" || reference === null ? [] : driftOf(reference, replayed.inputs);
  const moved = drift.filter(({ index }) => index > MOVED);
  const retrain = moved.length > TOO_MANY * drift.length;
  const threshold = bundle.manifest.policy?.threshold ?? Number.POSITIVE_INFINITY;
  const checks: readonly SmokeCheck[] = [
    ...barChecks(panel, demanded, today),
    {
      id: "decides",
      passed: typeof replayed !== "string",
      detail: typeof replayed === "string" ? replayed : `${replayed.rows.length} decisions from ${isoDate(from)} on`,
    },
    await storedPredictions(bundle, reference, panel, { features, today }),
    {
      id: "drift",
      passed: drift.length === 0 ? null : !retrain,
      detail:
        drift.length === 0
          ? "nothing to compare with: the bundle keeps no reference, or nothing is decided"
          : `${moved.length} of ${drift.length} inputs have moved (index above ${MOVED})${retrain ? ": train it anew with 'trident dataset' and 'trident train DIR --out BUNDLE'" : ""}`,
    },
  ];
  return {
    date: isoDate(calendar.at(-1)!),
    mayTrade: checks.every(({ id, passed }) => passed !== false || id === "drift"),
    ...{ checks, drift, retrain },
    decisions: typeof replayed === "string" ? 0 : replayed.rows.length,
    bought: typeof replayed === "string" ? 0 : replayed.score.filter((score) => score >= threshold).length,
  };
}

/** What is decided, or why nothing can be. */
function decided(
  bundle: LoadedBundle,
  panel: Panel,
  options: Parameters<typeof decideSessions>[2],
): Promise<DecidedSessions | string> {
  return decideSessions(bundle, panel, options).catch((error: unknown) => {
    if (error instanceof Error && error.message.startsWith("no bar from")) return error.message;
    throw error;
  });
}

/** Whether the bundle says the same as when it was trained, where the panel has these bars. */
async function storedPredictions(
  bundle: LoadedBundle,
  reference: BundleReference | null,
  panel: Panel,
  options: { readonly features: readonly string[]; readonly today: number },
): Promise<SmokeCheck> {
  const stored = reference?.predictions ?? [];
  const nothing: SmokeCheck = { id: "predictions", passed: null, detail: "no stored prediction is of these bars" };
  const days = stored.map(({ date }) => parseIsoDate(date)).sort((a, b) => a - b);
  if (days.length === 0 || days[0]! > panel.calendar.at(-1)!) return nothing;
  const said = await decided(bundle, panel, { from: days[0]!, to: days.at(-1)!, ...options });
  if (typeof said === "string") return nothing;
  const now = new Map<string, number>();
  for (const [k, row] of said.rows.entries()) {
    const ticker = panel.tickers[panel.offsets.findLastIndex((offset) => offset <= row)]!;
    now.set(`${ticker} ${isoDate(panel.date[row]!)}`, said.score[k]!);
  }
  const compared = stored.flatMap(({ ticker, date, probability }) => {
    const found = now.get(`${ticker} ${date}`);
    return found === undefined ? [] : [{ ticker, date, apart: Math.abs(found - probability) }];
  });
  if (compared.length === 0) return nothing;
  const apart = compared.filter((each) => !(each.apart <= SAME));
  const first = apart[0];
  return {
    id: "predictions",
    passed: apart.length === 0,
    detail: first
      ? `${apart.length} of ${compared.length} differ from those stored, such as ${first.ticker} of ${first.date} by ${first.apart.toPrecision(2)}: other bars, or other programs`
      : `${compared.length} are those stored`,
  };
}

function driftOf(reference: BundleReference, inputs: Matrix): SmokeTest["drift"] {
  return inputs.names
    .map((input) => ({
      input,
      index: populationStability(reference.inputs[input] ?? [], matrixColumn(inputs, input)),
    }))
    .filter(({ index }) => !Number.isNaN(index))
    .sort((a, b) => b.index - a.index);
}
