import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { KilledRuns } from "./killedRuns.ts";

const folder = mkdtempSync(join(tmpdir(), "trident-killed-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// The short form of resume.verify.ts.
test("a run that was killed, then resumed and lost its kernel, resumes to what an undisturbed one gives", async () => {
  const runs = new KilledRuns(folder, "python3", ["b"]);
  await runs.expect();
  const out = runs.newOut();
  await expect(runs.kill("run", "last notebook", out)).resolves.toBe(true);
  await expect(runs.kill("kernel", "last notebook", out)).resolves.toBe(true);
  await runs.resume(out);
});
