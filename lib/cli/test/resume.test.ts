import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { KilledRuns } from "./killedRuns.ts";

const folder = mkdtempSync(join(tmpdir(), "trident-killed-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// The short form of resume.verify.ts.
test("a run, and a run whose kernel, was killed resumes to what an undisturbed one gives", async () => {
  const runs = new KilledRuns(folder, "python3");
  await runs.expect();
  await expect(runs.kill("run", 0.8)).resolves.toBe(true);
  await expect(runs.kill("kernel", 0.7)).resolves.toBe(true);
});
