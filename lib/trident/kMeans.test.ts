import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { venvProgram } from "trident-base/project";
import { expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import { kMeans } from "./kMeans.ts";

const PEER = `
import json, sys
import numpy as np
from sklearn.cluster import KMeans
x = np.array(json.load(open(sys.argv[1])))
print(KMeans(5, n_init=10, random_state=0).fit(x).inertia_)`;

/** Ranks of seven statistics, around five middles. */
function points(): number[][] {
  const random = createRandom("k-means test");
  const middles = Array.from({ length: 5 }, () => Array.from({ length: 7 }, () => random.uniform()));
  return Array.from({ length: 2000 }, (_, i) =>
    middles[i % 5]!.map((middle) => Math.min(1, Math.max(0, middle + 0.2 * random.normal()))),
  );
}

test("is as tight as scikit-learn's, and the same for the same seed", async () => {
  const x = points();
  const ours = await kMeans(x, 5, { seed: 1 });
  const folder = mkdtempSync(join(tmpdir(), "k-means-test-"));
  try {
    const file = join(folder, "points.json");
    writeFileSync(file, JSON.stringify(x));
    const peer = Number(execFileSync(venvProgram("python"), ["-c", PEER, file], { encoding: "utf8" }));
    expect(ours.inertia / peer).toBeLessThan(1.001);
    expect(ours.inertia / peer).toBeGreaterThan(0.999);
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(await kMeans(x, 5, { seed: 1 })).toEqual(ours);
});

test("too few points that differ are refused", async () => {
  await expect(kMeans([[0], [0], [1]], 3, { seed: 1 })).rejects.toThrow(
    "3 points do not make 3 groups: too few of them differ",
  );
});
