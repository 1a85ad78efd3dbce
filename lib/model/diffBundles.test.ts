import { expect, test } from "vitest";
import type { BundleManifest } from "./bundle.ts";
import { diffBundles } from "./diffBundles.ts";

const member = (cluster: number, engine: string, trees: number) => ({ cluster, engine, trees, prior: [0.5, 0.5] });
const manifestOf = (more: object) =>
  ({
    labels: { profit: 0.05, horizon: 10 },
    inputs: { names: ["rsi_14", "adx"], ranked: false },
    clusters: [{ number: 1, name: "calm" }],
    members: [member(1, "xgboost", 100), member(1, "lightgbm", 50)],
    scorers: [null],
    policy: null,
    ...more,
  }) as unknown as BundleManifest;

test("a bundle is as itself; another is told by where it differs, whatever the order of members", () => {
  const a = manifestOf({});
  expect(diffBundles(a, manifestOf({ members: [member(1, "lightgbm", 50), member(1, "xgboost", 100)] }))).toEqual([]);
  const b = manifestOf({
    labels: { profit: 0.05, horizon: 5 },
    inputs: { names: ["rsi_14"], ranked: true },
    members: [member(1, "xgboost", 120)],
    policy: { threshold: 0.6 },
  });
  expect(diffBundles(a, b)).toEqual([
    { what: "labels.horizon", a: 10, b: 5 },
    { what: "inputs.names.adx", a: "adx", b: undefined },
    { what: "inputs.ranked", a: false, b: true },
    { what: "members.1-xgboost.trees", a: 100, b: 120 },
    { what: "members.1-lightgbm", a: member(1, "lightgbm", 50), b: undefined },
    { what: "policy", a: null, b: { threshold: 0.6 } },
  ]);
});
