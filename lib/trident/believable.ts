import type { Verdict } from "trident-base";
import { foresight, foresightClaims, returnsAhead } from "../backtest/index.ts";
import { aucInterval, type Claim, claimOf, tooGood } from "../statistics/index.ts";
import type { TrainedMember } from "./bundleManifest.ts";
import { buyOf } from "./preparedFolds.ts";
import type { Training } from "./trainTrident.ts";

type Trained = Pick<Training, "members" | "data" | "manifest">;

/**
 * Judges whether what the members are out of fold is believable: their AUC less that of volatility alone, since barrier
 * labels measure volatility, and how far their probabilities foresee returns.
 */
export function believable({ members, data, manifest }: Trained): Verdict {
  const { labels, panel, target } = data;
  const { classes, training } = manifest;
  const { horizon } = labels.parameters;
  const returns = returnsAhead(panel, horizon);
  const seed = String(training.seed);
  return tooGood(
    members.flatMap(({ plan, probability, volatility }: TrainedMember): readonly Claim[] => {
      const rows = Uint32Array.from(plan.folds.flatMap(({ test }) => [...test]));
      const score = buyOf(probability, classes);
      const found = aucInterval({
        session: Int32Array.from(rows, (row) => labels.decisionSession[row]!),
        ...{ score, positive: Uint8Array.from(rows, (row) => +(target[row] === classes - 1)), overlap: horizon, seed },
      });
      return [
        claimOf("auc", plan.name, found, volatility.auc),
        ...foresightClaims(plan.name, foresight({ rows, score }, { returns, seed })),
      ];
    }),
  );
}
