import type { Matrix } from "../runtime/index.ts";
import { explainMemberRows } from "./evaluators/memberModel.ts";
import { type LoadedBundle, membersOf } from "./loadedBundle.ts";
import { type MemberContributions, mergeContributions } from "./mergeContributions.ts";

/** How many are told. */
const TOLD = 5;

/** What one input did to the logit of a signal's probability. */
export interface Reason {
  readonly input: string;
  /** Null where it is missing. */
  readonly value: number | null;
  /** Its SHAP value, in logits: above 0 it spoke for the trade. */
  readonly contribution: number;
}

/**
 * The contributions (SHAP values) of each input to the calibrated logit of rows of one cluster, through members, stacker
 * and calibrator. Of two classes.
 *
 * @returns rows x (inputs + 1), row after row, the expected value last; they add up to the logit of the score.
 */
export function explainRows(bundle: LoadedBundle, place: number, inputs: Matrix, rows: Uint32Array): Float64Array {
  const scorer = bundle.manifest.scorers[place]!;
  const contributions: Record<string, MemberContributions> = {};
  for (const { engine, prior, model } of membersOf(bundle, place, scorer.members)) {
    const values = explainMemberRows(model, inputs, rows).map((value) => model.slope * value);
    contributions[engine] = { values, offset: Math.log(prior[1]! / prior[0]!) };
  }
  return mergeContributions(scorer, contributions, inputs.names.length);
}

/** The inputs that moved the logit of one row most, the largest first. */
export function explainRow(bundle: LoadedBundle, place: number, inputs: Matrix, row: number): readonly Reason[] {
  const contributions = explainRows(bundle, place, inputs, Uint32Array.of(row));
  return inputs.names
    .map((input, j): Reason => {
      const value = inputs.values[j * inputs.stride + row]!;
      return { input, value: Number.isNaN(value) ? null : value, contribution: contributions[j]! };
    })
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, TOLD);
}
