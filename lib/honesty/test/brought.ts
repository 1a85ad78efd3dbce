import { type Panel, syntheticMarket } from "../../market/index.ts";
import { createRandom } from "../../runtime/index.ts";
import type { Predictions } from "../judge/readPredictions.ts";

/** A synthetic market on which predictions are planted. */
const BROUGHT_MARKET = { tickers: 30, years: 3, seed: 4 };

/** Predictions as `readPredictions` gives them, of a score by row; NaN is none. */
export function brought(score: Float64Array, more: Partial<Predictions> = {}): Predictions {
  const rows = Uint32Array.from(score.keys()).filter((row) => !Number.isNaN(score[row]!));
  const none = { tickers: [], ofOtherTickers: 0, offSession: 0, beyondCalendar: 0, withoutBar: 0, example: null };
  return {
    ...{ file: "planted", rows, score, fold: undefined, trainedUntil: undefined, rules: undefined },
    ...{ rowsOfFile: rows.length, unscored: 0, strange: none, ...more },
  };
}

/** Normal scores that know nothing. */
export function noise(panel: Panel, seed: number | string): Float64Array {
  const random = createRandom(seed, "brought");
  return Float64Array.from({ length: panel.rows }, () => random.normal());
}

/** The close-to-close return of a row's next bar less its day's mean, over the day's deviation; NaN on the last. */
function tomorrow(panel: Panel): Float64Array {
  const { adjClose, offsets, session, tickers } = panel;
  const next = new Float64Array(panel.rows).fill(Number.NaN);
  for (let t = 0; t < tickers.length; t++) {
    for (let row = offsets[t]!; row + 1 < offsets[t + 1]!; row++) next[row] = adjClose[row + 1]! / adjClose[row]! - 1;
  }
  const known = [...next.keys()].filter((row) => !Number.isNaN(next[row]!));
  for (const rows of Map.groupBy(known, (row) => session[row]!).values()) {
    const mean = rows.reduce((sum, row) => sum + next[row]!, 0) / rows.length;
    const deviation = Math.sqrt(rows.reduce((sum, row) => sum + (next[row]! - mean) ** 2, 0) / rows.length);
    for (const row of rows) next[row] = deviation > 0 ? (next[row]! - mean) / deviation : Number.NaN;
  }
  return next;
}

/** Noise that holds this much of tomorrow's return. */
export function withTomorrow(panel: Panel, weight: number, seed: number | string = 1): Float64Array {
  const [next, own] = [tomorrow(panel), noise(panel, seed)];
  return next.map((r, row) => weight * r + Math.sqrt(1 - weight ** 2) * own[row]!);
}

/** An honest fast signal: the last bar's return, turned over; or the close's place between low and high. */
export function fastSignal(panel: Panel, name: "returns_1" | "clv"): Float64Array {
  const { adjClose, offsets, high, low, close, tickers } = panel;
  const score = new Float64Array(panel.rows).fill(Number.NaN);
  for (let t = 0; t < tickers.length; t++) {
    for (let row = offsets[t]! + 1; row < offsets[t + 1]!; row++) {
      const width = high[row]! - low[row]!;
      if (name === "returns_1") score[row] = 1 - adjClose[row]! / adjClose[row - 1]!;
      else score[row] = width > 0 ? -(2 * close[row]! - high[row]! - low[row]!) / width : 0;
    }
  }
  return score;
}

/** An honest strong signal where the market has one (`signal`): the last five bars' return, in deviations, turned over. */
export function strongSignal(panel: Panel): Float64Array {
  const { adjClose, offsets, tickers } = panel;
  const score = new Float64Array(panel.rows).fill(Number.NaN);
  for (let t = 0; t < tickers.length; t++) {
    const first = offsets[t]!;
    for (let row = first + 20; row < offsets[t + 1]!; row++) {
      let [sum, squares] = [0, 0];
      for (let at = row - 19; at <= row; at++) {
        const r = Math.log(adjClose[at]! / adjClose[at - 1]!);
        [sum, squares] = [sum + r, squares + r * r];
      }
      const deviation = Math.sqrt(Math.max(1e-12, squares / 20 - (sum / 20) ** 2));
      score[row] = -Math.log(adjClose[row]! / adjClose[row - 5]!) / (Math.sqrt(5) * deviation);
    }
  }
  return score;
}

/** The planted market: its panel, and what its oracle knows. */
export const broughtMarket = (signal = 0) => syntheticMarket({ ...BROUGHT_MARKET, signal });
