import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "trident-search-"));
// Before anything asks where the project keeps its ledger.
vi.stubEnv("TRIDENT_DATA", join(folder, "project"));
const { registerSearchLabels } = await import("./searchLabels.ts");
const { runCommand } = await import("./test/runCommand.ts");

afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

async function search(seed: number, ...more: readonly string[]) {
  const words = [
    "search-labels",
    "synthetic:tickers=6,years=3,seed=2",
    "--profile",
    "micro",
    "--trials",
    "1",
    "--json",
  ];
  const { code, out, err } = await runCommand(
    [registerSearchLabels],
    [...words, "--seed", String(seed), ...more],
    folder,
  );
  expect(err.match(/error.*/i)?.[0]).toBeUndefined();
  expect(code).toBe(0);
  return JSON.parse(out);
}

test("the same bars searched into another folder count on; another ledger is the flag's alone, and is said", async () => {
  const first = await search(1, "--out", "a/best.json");
  const project = { file: join(folder, "project", "ledger.sqlite"), projects: true };
  expect(first).toMatchObject({ ledger: project, holdout: { openings: 1 } });
  const second = await search(2, "--out", "b/best.json");
  expect(second.ledger).toEqual(project);
  expect(second.study.counted).toBe(first.study.counted + 2);
  expect(second.holdout.openings).toBe(2);
  const apart = await search(2, "--out", "c/best.json", "--ledger", "own.sqlite");
  expect(apart.ledger).toEqual({ file: join(folder, "own.sqlite"), projects: false });
  expect(apart.study.counted).toBe(first.study.counted);
  // Whoever takes the file up later is told too.
  const studyOf = (name: string) => JSON.parse(readFileSync(join(folder, name, "best.json"), "utf8")).study;
  expect([studyOf("b").apart, studyOf("c").apart]).toEqual([undefined, true]);
});
