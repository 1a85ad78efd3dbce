import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { killPaper } from "./killedPaper.ts";

test("200 kills at random moments: no order lost or doubled", async () => {
  const folder = mkdtempSync(join(tmpdir(), "trident-paper-"));
  try {
    const { weeks, sessions } = await killPaper(folder, 200);
    console.log(`${weeks} weeks of 200 kills; ${sessions} sessions were written by processes that were killed`);
    expect(weeks).toBeGreaterThan(50);
    expect(sessions).toBeGreaterThan(50);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 3_600_000);
