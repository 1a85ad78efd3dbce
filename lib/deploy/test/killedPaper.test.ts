import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readPaperState } from "../index.ts";
import { killPaper, startPaper } from "./killedPaper.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "trident-paper-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("what was killed goes on and ends as if nothing had been (200 kills in npm run verify)", async () => {
  const { weeks } = await killPaper(folder, 4);
  expect(weeks).toBeGreaterThan(0);
}, 60_000);

test("a second writer is refused; who reads sees whole sessions meanwhile; a killed one leaves no lock", async () => {
  const state = join(folder, "state.sqlite");
  const writer = startPaper(state, 60, 100);
  expect(await writer.says(/^2$/m)).toBe(true);
  const second = await startPaper(state, 60).ended;
  expect(second.code).toBe(1);
  expect(second.said).toMatch(/another process trades on this state/);
  expect(readPaperState(state).sessions.length).toBeGreaterThanOrEqual(2);
  writer.kill();
  await writer.ended;
  expect((await startPaper(state, 3).ended).code).toBe(0);
}, 60_000);
