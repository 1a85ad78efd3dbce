import { foresight, foresightClaims, returnsAhead } from "../../backtest/index.ts";
import { VOLATILITY } from "../../features/index.ts";
import { matrixColumn } from "../../runtime/index.ts";
import { aucInterval, aucOfVolatility, claimOf, tooGood, tooGoodSentence } from "../../statistics/index.ts";
import type { AuditCheck, AuditCheckId } from "./check.ts";
import type { AuditSubject } from "./subject.ts";

/** The checks that release a result that is too good: corruption, purging, refit. */
const RELEASING: readonly AuditCheckId[] = ["later_bars", "settled_labels", "purged_folds", "withheld"];

/** Judges whether the out-of-fold scores are believable. What is too good passes only where the releasing checks do. */
export async function checkTooGood(
  { panel, labels, inputs, target, outOfFold }: AuditSubject,
  found: readonly AuditCheck[],
): Promise<AuditCheck> {
  const score = await outOfFold();
  const rows = Uint32Array.from(score.keys()).filter((row) => !Number.isNaN(score[row]!) && labels.known[row] === 1);
  const scores = Float64Array.from(rows, (row) => score[row]!);
  const positive = Int8Array.from(rows, (row) => target[row]!);
  const { horizon } = labels.parameters;
  const volatility = matrixColumn(inputs, VOLATILITY);
  const bootstrap = { seed: "audit", draws: 500 };
  const session = Int32Array.from(rows, (row) => labels.decisionSession[row]!);
  const verdict = tooGood([
    claimOf(
      "auc",
      "out of fold",
      aucInterval({ score: scores, positive, session, overlap: horizon, ...bootstrap }),
      aucOfVolatility(
        Float32Array.from(rows, (row) => volatility[row]!),
        positive,
      ),
    ),
    ...foresightClaims(
      "out of fold",
      foresight({ rows, score: scores }, { returns: returnsAhead(panel, horizon), ...bootstrap }),
    ),
  ]);
  const open = found.filter(({ id, passed }) => RELEASING.includes(id) && !passed).map(({ id }) => id);
  const released = open.length === 0 ? " Released: corruption, purging and refit show no leak." : "";
  const withheld = open.length > 0 ? ` Not released while ${[...new Set(open)].join(", ")} do not pass.` : "";
  return {
    ...{ id: "too_good", subject: "out-of-fold scores", passed: verdict.status !== "fail" || open.length === 0 },
    detail: `${tooGoodSentence(verdict)}${verdict.status === "fail" ? `${released}${withheld}` : ""}`,
  };
}
