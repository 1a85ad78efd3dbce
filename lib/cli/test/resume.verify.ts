import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRandom } from "../../runtime/index.ts";
import { KilledRuns } from "./killedRuns.ts";

const KILLS = 20;

const folder = mkdtempSync(join(tmpdir(), "trident-killed-"));
const runs = new KilledRuns(folder, "tslab");
beforeAll(() => runs.expect());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const random = createRandom(6, "kills");
const moments = Array.from({ length: KILLS }, () => Math.round(random.uniform() * 1000) / 1000);

test.each(moments)("a run killed at %d of its time resumes", async (share) => {
  const out = runs.newOut();
  await expect(runs.kill("run", share, out)).resolves.toBe(true);
  await runs.resume(out);
});

// Where no kernel runs yet at that moment, nothing is killed and the run must complete all the same.
test.each(moments)("a run whose kernel was killed at %d of its time resumes", async (share) => {
  const out = runs.newOut();
  await expect(runs.kill("kernel", share, out)).resolves.toBeTypeOf("boolean");
  await runs.resume(out);
});
