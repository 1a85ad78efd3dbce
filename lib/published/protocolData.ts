import { join } from "node:path";
import { isoDate } from "trident-base";
import { engineerFeatures, modelInputs, VOLATILITY } from "../features/index.ts";
import { type MatrixFile, writeMatrix } from "../files/index.ts";
import { lastBars, type Panel } from "../market/index.ts";
import { createMatrix, type Matrix, matrixColumn } from "../runtime/index.ts";
import { fillAsPublished } from "./fillAsPublished.ts";
import type { Protocol } from "./leaks.ts";

/** Share of the rows that are tested. */
export const TEST_SHARE = 0.3;

/** What protocols see of a panel: the same rows, each ticker's last year, with features made in four ways. */
export interface ProtocolData {
  /** Each ticker's last bars alone; rows are numbered as in it. */
  readonly panel: Panel;
  /**
   * ISO date from which a split by time tests: the last 30 % of all rows by date, whatever their labels, so that no
   * other leak moves it.
   */
  readonly testFrom: string;
  /** The column whose AUC alone stands beside every model's, from all history. */
  readonly volatility: Float32Array;
  /** The matrix file of a protocol. */
  readonly matrixOf: (protocol: Protocol) => MatrixFile;
}

/**
 * What protocols see of a panel: each ticker's last `bars` bars.
 *
 * @param folder gets the matrix files.
 */
export async function protocolData(panel: Panel, bars: number, folder: string): Promise<ProtocolData> {
  const year = lastBars(panel, bars);
  const long = await engineerFeatures(panel);
  const short = await engineerFeatures(year);
  const volatility = tail(panel, year, long);
  const write = (name: string, matrix: Matrix): Promise<MatrixFile> =>
    writeMatrix(matrix, join(folder, `${name}.arrow`));
  const files = {
    filled: {
      raw: await write("filled-raw", fillAsPublished(year, short)),
      relative: await write("filled-relative", fillAsPublished(year, modelInputs(year, short))),
    },
    open: {
      raw: await write("open-raw", volatility),
      relative: await write("open-relative", tail(panel, year, modelInputs(panel, long))),
    },
  };
  return {
    panel: year,
    testFrom: isoDate(year.date.toSorted()[Math.floor((1 - TEST_SHARE) * year.rows)]!),
    volatility: matrixColumn(volatility, VOLATILITY),
    matrixOf: (protocol) =>
      files[protocol.has("backfill") ? "filled" : "open"][protocol.has("price_levels") ? "raw" : "relative"],
  };
}

/** The rows of a panel's matrix that are in `year`, each ticker's last ones. */
function tail(panel: Panel, year: Panel, matrix: Matrix): Matrix {
  const rows = createMatrix(matrix.names, year.rows);
  for (let j = 0; j < matrix.names.length; j++) {
    for (let t = 0; t < year.tickers.length; t++) {
      const end = j * matrix.stride + panel.offsets[t + 1]!;
      const length = year.offsets[t + 1]! - year.offsets[t]!;
      rows.values.set(matrix.values.subarray(end - length, end), j * rows.stride + year.offsets[t]!);
    }
  }
  return rows;
}
