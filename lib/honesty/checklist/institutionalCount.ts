import type { Panel } from "../../market/index.ts";
import { decideSessions, explainRows, type LoadedBundle } from "../../model/index.ts";
import { createRandom } from "../../runtime/index.ts";
import { judgeHypothesis } from "../../trident/index.ts";
import type { Bounded } from "./bounds.ts";

/** Decisions of a cluster that are explained, at most. */
const SAMPLED = 60;
const DRAWS = 400;

/**
 * How many of the ten columns with the largest mean |SHAP value| are institutional features, on decisions that no part
 * of the bundle has seen, spread evenly over dates. Its bounds are those of the count when dates are drawn again, since
 * the top ten is itself an estimate.
 *
 * @returns undefined for a bundle of three classes, whose logit nothing adds up to.
 */
export async function institutionalCount(
  bundle: LoadedBundle,
  panel: Panel,
  { from, to, features }: { readonly from: number; readonly to: number; readonly features: readonly string[] },
): Promise<(Bounded & { readonly expected: number }) | undefined> {
  const { manifest } = bundle;
  if (manifest.classes === 3) return undefined;
  const decided = await decideSessions(bundle, panel, { from, to, features });
  const { inputs } = decided;
  const width = inputs.names.length + 1;
  const byDate = new Map<number, Float64Array>();
  for (const [place, { number }] of manifest.clusters.entries()) {
    if (manifest.scorers[place] === null) continue;
    const mine = [...decided.rows.keys()]
      .filter((k) => decided.cluster[k] === number)
      .sort((a, b) => panel.date[decided.rows[a]!]! - panel.date[decided.rows[b]!]!);
    const size = Math.min(SAMPLED, mine.length);
    const chosen = Uint32Array.from({ length: size }, (_, i) => mine[Math.floor(((i + 0.5) * mine.length) / size)]!);
    const values = explainRows(bundle, place, inputs, chosen);
    for (const [i, k] of chosen.entries()) {
      const day = panel.date[decided.rows[k]!]!;
      const sums = byDate.get(day) ?? new Float64Array(inputs.names.length);
      // A cluster weighs by its decisions, however many were sampled.
      for (let j = 0; j < sums.length; j++) sums[j]! += (Math.abs(values[i * width + j]!) * mine.length) / size;
      byDate.set(day, sums);
    }
  }
  const days = [...byDate.keys()].sort((a, b) => a - b).map((day) => byDate.get(day)!);
  const countOf = (drawn: readonly Float64Array[]) => {
    const total = new Float64Array(inputs.names.length);
    for (const sums of drawn) for (let j = 0; j < total.length; j++) total[j]! += sums[j]!;
    return judgeHypothesis(inputs.names, total, []).institutional;
  };
  const { count, expected } = countOf(days);
  const random = createRandom(String(manifest.training.seed), "institutional features");
  const drawn = Array.from({ length: DRAWS }, () => countOf(days.map(() => days[random.integer(days.length)]!)).count);
  drawn.sort((a, b) => a - b);
  const at = (share: number): number => drawn[Math.floor(share * (DRAWS - 1))]!;
  return { value: count, lower: at(0.05), upper: at(0.95), nEffective: days.length, expected };
}
