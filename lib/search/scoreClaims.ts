import { foresight, foresightClaims, returnsAhead } from "../backtest/index.ts";
import { VOLATILITY } from "../features/index.ts";
import { labelPanel } from "../labels/index.ts";
import { matrixColumn } from "../runtime/index.ts";
import { aucInterval, aucOfVolatility, type Claim, claimOf } from "../statistics/index.ts";
import type { DeflatedWinner } from "./deflateWinner.ts";
import type { SearchData } from "./searchData.ts";
import { SEARCH_SPACE } from "./space.ts";

/** What a winner's answers out of fold claim to know: of its labels, beside volatility alone, and of returns. */
export function scoreClaims(
  name: string,
  { panel, inputs }: Pick<SearchData, "panel" | "inputs">,
  { winner, unseen }: Pick<DeflatedWinner, "winner" | "unseen">,
  seed: number,
): readonly Claim[] {
  if (!unseen) return [];
  const of = `${name} out of fold`;
  const { label, decisionSession, parameters } = labelPanel(panel, winner);
  const rows = Uint32Array.from(unseen.rows);
  const positive = Uint8Array.from(rows, (row) => +(label[row] === 1));
  const volatility = matrixColumn(inputs, VOLATILITY);
  const found = aucInterval({
    session: Int32Array.from(rows, (row) => decisionSession[row]!),
    ...{ score: unseen.score, positive, overlap: parameters.horizon, seed },
  });
  const alone = aucOfVolatility(
    Float32Array.from(rows, (row) => volatility[row]!),
    positive,
  );
  const returns = returnsAhead(panel, SEARCH_SPACE.horizon.high);
  return [claimOf("auc", of, found, alone), ...foresightClaims(of, foresight(unseen, { returns, seed }))];
}
