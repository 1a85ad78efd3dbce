import { isoDate } from "trident-base";
import { engineerFeatures, modelInputs, resolveFeatures, type UserFeature, VOLATILITY } from "../features/index.ts";
import { lastBars, type Panel } from "../market/index.ts";
import { createMatrix, type Matrix, matrixColumn } from "../runtime/index.ts";
import { fillAsPublished } from "./fillAsPublished.ts";
import type { Protocol } from "./leaks.ts";
import { ROADMAP } from "./roadmap.ts";

/** What protocols see of a panel: the same rows, each ticker's last year, with features made in four ways. */
export interface ProtocolYear {
  /** Each ticker's last bars alone; rows are numbered as in it. */
  readonly panel: Panel;
  /**
   * ISO date from which a split by time tests: the last 30 % of all rows by date, whatever their labels, so that no
   * other leak moves it.
   */
  readonly testFrom: string;
  /** The matrix of a protocol, one for all protocols that see the same; made when it is asked for. */
  matrixOf(protocol: Protocol): Promise<Matrix>;
  /** The column whose AUC alone stands beside every model's, from all history. */
  volatility(): Promise<Float32Array>;
}

/**
 * What protocols see of a panel: each ticker's last `bars` bars.
 *
 * @param features of one's own beside the 71: what `defineFeature` made, or files whose default export it is.
 */
export function protocolYear(
  panel: Panel,
  bars: number = ROADMAP.bars,
  features: readonly (UserFeature | string)[] = [],
): ProtocolYear {
  const year = lastBars(panel, bars);
  const own = once(() => resolveFeatures(features));
  const all = once(() => engineerFeatures(panel, { features }));
  const ofYear = once(() => engineerFeatures(year, { features }));
  const openLevels = once(async () => tail(panel, year, await all()));
  const openInputs = once(async () => tail(panel, year, modelInputs(panel, await all(), await own())));
  const filledLevels = once(async () => fillAsPublished(year, await ofYear()));
  const filledInputs = once(async () => fillAsPublished(year, modelInputs(year, await ofYear(), await own())));
  return {
    panel: year,
    testFrom: isoDate(year.date.toSorted()[Math.floor((1 - ROADMAP.testShare) * year.rows)]!),
    matrixOf: (protocol) => {
      const hasLevels = protocol.has("price_levels");
      if (protocol.has("backfill")) return hasLevels ? filledLevels() : filledInputs();
      return hasLevels ? openLevels() : openInputs();
    },
    volatility: async () => matrixColumn(await openLevels(), VOLATILITY),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
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
