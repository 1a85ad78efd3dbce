import { join } from "node:path";
import { type Prices, pricesOf } from "../backtest/index.ts";
import { type EqualWeightReturn, equalWeightReturn } from "../behaviour/index.ts";
import { engineerInputs, type UserFeature } from "../features/index.ts";
import { type MatrixFile, writeMatrix } from "../files/index.ts";
import type { Panel } from "../market/index.ts";
import type { Matrix } from "../runtime/index.ts";

/** What the honest protocol sees: model inputs of the whole history, in memory and written for the engine host. */
export interface HonestData {
  readonly panel: Panel;
  readonly inputs: Matrix;
  readonly matrix: MatrixFile;
  /** The rows that may be decided on; those without a label are left out later. */
  readonly rows: Uint32Array;
  /** The panel's last year: before this session only tickers decide that ended early, too few for a policy. */
  readonly first: number;
  readonly prices: Prices;
  /** The panel's, without costs: what alpha is measured beside. */
  readonly equalWeight: EqualWeightReturn;
}

/**
 * What the honest protocol sees: inputs from the whole history, decisions on each ticker's last `bars` bars.
 *
 * @param folder gets the matrix file.
 */
export async function honestData(
  panel: Panel,
  bars: number,
  features: readonly (UserFeature | string)[],
  folder: string,
): Promise<HonestData> {
  const inputs = await engineerInputs(panel, { features });
  const matrix = await writeMatrix(inputs, join(folder, "honest.arrow"));
  const rows: number[] = [];
  panel.tickers.forEach((_, t) => {
    const end = panel.offsets[t + 1]!;
    for (let row = Math.max(panel.offsets[t]!, end - bars); row < end; row++) rows.push(row);
  });
  return {
    ...{ panel, inputs, matrix, rows: Uint32Array.from(rows) },
    first: Math.max(0, panel.calendar.length - bars),
    ...{ prices: pricesOf(panel), equalWeight: equalWeightReturn(panel) },
  };
}
