import { UsageError } from "trident-base";
import type { Panel } from "../market/index.ts";
import { createMatrix, type Matrix, matrixColumn } from "../runtime/index.ts";
import { CATALOGUE, type Feature, type FeatureGroup, type FeatureName } from "./catalogue.ts";
import type { UserFeature } from "./defineFeature.ts";

/** A column of the model inputs and the feature it comes from. */
export interface ModelInput {
  readonly name: string;
  readonly feature: FeatureName;
  readonly group: FeatureGroup;
}

/**
 * Features that say nothing once levels are relative: the divisors themselves (constantly 1), and two that then repeat
 * another column (volume is vol_ratio, atr_14 is atr_ratio), which would halve the importance of both.
 */
const LEFT_OUT: ReadonlySet<FeatureName> = new Set(["close", "vol_sma_20", "volume", "atr_14"]);

/**
 * The 67 model inputs in catalogue order, named for what they hold: a scale-free feature keeps its name, a price level
 * becomes `NAME_to_close`, a volume level `NAME_to_vol_sma_20`, and obv `obv_change_20`.
 */
export const MODEL_INPUTS: readonly ModelInput[] = CATALOGUE.filter(({ name }) => !LEFT_OUT.has(name)).map(
  ({ name, group, scale }) => ({ name: inputName(name, scale), feature: name, group }),
);

function inputName(name: string, scale: Feature["scale"]): string {
  if (name === "obv") return "obv_change_20";
  return scale === "free" ? name : scale === "price" ? `${name}_to_close` : `${name}_to_vol_sma_20`;
}

/**
 * Features as of the decision, which later splits and dividends do not change: the scale-free ones as they are, price
 * levels over the bar's close, volume levels over the mean volume of 20 bars, obv as its change over 20 bars over 20
 * times that mean. NaN without volume in 20 bars. The columns are {@link MODEL_INPUTS}, then the user's own features in
 * the order of the matrix, named and divided by their scale in the same way.
 *
 * What remains of later adjustments: the constants of 1e-8 and 1e-9 in some formulas (a relative 1e-9 over the bar's
 * range, mattering for prices under a cent), the source's rounding, and bars without range, in which adjusting may
 * leave a difference in the last bit, so that order_flow_clv, vw_clv and stochastic_k/d are not defined by the market.
 *
 * @param features what `engineerFeatures` made of the same panel.
 * @param own the features of one's own among its columns, of which the matrix has the name alone.
 * @throws UsageError if the two differ in rows, a column is neither of the 71 nor of `own`, or two inputs have one name.
 */
export function modelInputs(panel: Panel, features: Matrix, own: readonly OwnFeature[] = []): Matrix {
  if (features.rows !== panel.rows) {
    throw new UsageError(`the features have ${features.rows} rows, the panel ${panel.rows}`, {
      where: [panel.origin.source],
      remedy: "Give the panel that the features were made of.",
    });
  }
  const columns = inputColumns(features.names.slice(CATALOGUE.length), own);
  const inputs = createMatrix(
    columns.map(({ name }) => name),
    panel.rows,
  );
  for (const { name, feature } of columns) matrixColumn(inputs, name).set(matrixColumn(features, feature));
  divideLevels(panel, inputs, columns, matrixColumn(features, "close"), matrixColumn(features, "vol_sma_20"));
  return inputs;
}

/** A feature of one's own as far as model inputs need to know it. */
export type OwnFeature = Pick<UserFeature, "name" | "scale">;

/** A model input, the feature that it is made of, and that feature's scale. */
export interface InputColumn {
  readonly name: string;
  readonly feature: string;
  readonly scale: Feature["scale"];
}

/**
 * The columns of the model inputs: {@link MODEL_INPUTS}, then those of one's own.
 *
 * @param more names of the features beyond the 71, each of which must be in `own`.
 * @throws UsageError if one is not, or two inputs have one name.
 */
export function inputColumns(more: readonly string[], own: readonly OwnFeature[]): readonly InputColumn[] {
  const scaleOf = new Map<string, Feature["scale"]>([...CATALOGUE, ...own].map(({ name, scale }) => [name, scale]));
  const columns = [
    ...MODEL_INPUTS.map(({ name, feature }) => ({ name, feature, scale: scaleOf.get(feature)! })),
    ...more.map((feature) => ({ name: ownName(feature, scaleOf), feature, scale: scaleOf.get(feature)! })),
  ];
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, j) => names.indexOf(name) !== j);
  if (twice !== undefined) {
    throw new UsageError(`two model inputs have the name '${twice}'`, { remedy: "Rename the feature of your own." });
  }
  return columns;
}

/**
 * Makes model inputs of features in place: divides levels as of the decision, and puts the change of obv over its level.
 *
 * @param inputs the features themselves, a column each of `columns`.
 * @param close the feature of this name, by row; `meanVolume` is vol_sma_20.
 */
export function divideLevels(
  panel: Panel,
  inputs: Matrix,
  columns: readonly InputColumn[],
  close: Float32Array,
  meanVolume: Float32Array,
): void {
  for (const { name, feature, scale } of columns) {
    const column = matrixColumn(inputs, name);
    if (feature === "obv") changeOfObv(panel, column);
    else if (scale !== "free") divide(column, scale === "price" ? close : meanVolume, column);
  }
}

function ownName(feature: string, scaleOf: ReadonlyMap<string, Feature["scale"]>): string {
  const scale = scaleOf.get(feature);
  if (scale !== undefined) return inputName(feature, scale);
  throw new UsageError(`the scale of the column '${feature}' is not known`, {
    remedy: "Give the feature that it was made by as well: modelInputs(panel, features, [feature]).",
  });
}

function divide(level: Float32Array, by: Float32Array, to: Float32Array): void {
  for (let i = 0; i < to.length; i++) {
    const value = Math.fround(level[i]! / by[i]!);
    to[i] = value - value === 0 ? value : Number.NaN;
  }
}

/**
 * The signed volume of the last 20 bars over their whole volume: obv[i] - obv[i-20] over 20 * vol_sma_20. From the bars,
 * since the float32 of a sum of years has no digits left for 20 days. From bar 21 on, the first with 20 directions.
 */
function changeOfObv({ tickers, offsets, adjClose, volume }: Panel, to: Float32Array): void {
  for (let t = 0; t < tickers.length; t++) {
    const from = offsets[t]!;
    const end = offsets[t + 1]!;
    for (let i = from; i < end; i++) {
      let signed = 0;
      let whole = 0;
      for (let j = i - 19; i - from >= 20 && j <= i; j++) {
        signed += Math.sign(adjClose[j]! - adjClose[j - 1]!) * volume[j]!;
        whole += volume[j]!;
      }
      to[i] = whole > 0 ? signed / whole : Number.NaN;
    }
  }
}
