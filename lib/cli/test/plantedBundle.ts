import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { STATISTICS } from "../../behaviour/index.ts";
import { MODEL_INPUTS } from "../../features/index.ts";
import { type BundleManifest, catalogueHash } from "../../model/index.ts";

const NAMES = MODEL_INPUTS.map(({ name }) => name);
const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

/** A model of one tree, as LightGBM writes it: likely where the input `returns_5` is at most 0. */
function plantedTree(input: number): string {
  const head = [
    ...["tree", "version=v4", "num_class=1", "num_tree_per_iteration=1", "label_index=0"],
    ...[`max_feature_idx=${NAMES.length - 1}`, "objective=binary sigmoid:1", "tree_sizes=1", ""],
  ];
  const tree = [
    ...["Tree=0", "num_leaves=2", "num_cat=0", `split_feature=${input}`, "threshold=0", "decision_type=2"],
    ...["left_child=-1", "right_child=-2", "leaf_value=0.4 -0.4", "leaf_count=50 50", "internal_count=100"],
    ...["is_linear=0", "shrinkage=1", "", ""],
  ];
  return [...head, ...tree, "end of trees", ""].join("\n");
}

/** Writes a bundle of one cluster and one tree, which buys what fell over five days; no engine is needed. */
export async function plantBundle(folder: string, changed: Partial<BundleManifest> = {}): Promise<string> {
  const out = join(folder, "bundle");
  const text = plantedTree(NAMES.indexOf("returns_5"));
  await mkdir(join(out, "members"), { recursive: true });
  const file = "members/1-lightgbm.txt";
  await writeFile(join(out, file), text);
  const span = (from: string, to: string) => ({ from, to, rows: 100 });
  const manifest: BundleManifest = {
    ...{ format: "trident-bundle", version: 1, classes: 2 },
    labels: {
      ...{
        method: "triple_barrier",
        profit: 0.04,
        stop: 0.04,
        horizon: 4,
        barriers: "fixed",
        primary: "none",
        entry: "next_open",
        timeout: "hold",
      },
      delistingReturn: -0.3,
    },
    inputs: { names: NAMES, catalogue: catalogueHash(), own: [], ranked: false, history: 400 },
    clusters: [{ number: 1, name: "all", centres: [STATISTICS.map(() => 0.5)] }],
    members: [
      {
        ...{ cluster: 1, engine: "lightgbm", file, params: {}, trees: 1, rows: 100, prior: [0.5, 0.5], seed: 1 },
        ...{ device: "cpu", versions: {} },
        outOfFold: { trial: 0, trials: 1, value: 0.6, logLoss: 0.6, auc: 0.5, aucVolatilityOnly: 0.5 },
      },
    ],
    scorers: [
      {
        members: ["lightgbm"],
        stacker: { intercept: 0, weights: [1] },
        calibrator: { intercept: 0, weights: [1] },
      },
    ],
    policy: { by: "alpha", threshold: 0.55, coverage: 0.5, value: 1 },
    certificate: null,
    spans: {
      tuning: span("2015-01-02", "2016-01-04"),
      calibration: span("2016-01-05", "2016-06-01"),
      certificate: span("2016-06-02", "2016-10-03"),
      tooShort: null,
    },
    training: {},
    data: { source: "planted", bias: "planted", manifest: hashOf("a"), bars: hashOf("b") },
    files: { [file]: { bytes: text.length, sha256: hashOf(text) } },
    ...changed,
  };
  await writeFile(join(out, "manifest.json"), JSON.stringify(manifest));
  return out;
}
