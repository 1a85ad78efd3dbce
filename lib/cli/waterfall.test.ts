import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runProgram } from "./program.ts";
import { runCommand } from "./test/runCommand.ts";
import { registerWaterfall } from "./waterfall.ts";

test("prints exactly the contract's fields, of each step and of each leak alone, and draws the picture", async () => {
  const folder = await mkdtemp(join(tmpdir(), "waterfall-cli-"));
  let stdout = "";
  let stderr = "";
  const panel = "synthetic:tickers=3,years=2,seed=2";
  const code = await runProgram(
    [registerWaterfall],
    ["waterfall", panel, "--trees", "2", "--picture", "w.svg", "--json"],
    {
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
      cwd: folder,
      env: {},
      signal: new AbortController().signal,
    },
  );
  const picture = await readFile(join(folder, "w.svg"), "utf8");
  await rm(folder, { recursive: true });
  expect([code, stderr.trim().split("\n").at(-1)]).toEqual([0, "98 of 98 forests"]);
  const result = JSON.parse(stdout) as Record<string, readonly Record<string, unknown>[]>;
  expect(Object.keys(result)).toEqual(["steps", "alone"]);
  expect([result.steps!.length, result.alone!.length]).toEqual([11, 10]);
  const fields =
    "id title rows nEffective accuracy baseRate skill auc aucVolatilityOnly winRate breakEven edge interval".split(" ");
  for (const step of Object.values(result).flat()) {
    expect(Object.keys(step)).toEqual(fields);
    expect(step.interval).toHaveLength(2);
    expect(picture).toContain(step.title);
  }
  expect(picture).toContain("synthetic:tickers=3,years=2,seed=2,signal=0,drift=0: 3 tickers, the year to ");
});

test("a picture in the place of the bars is refused before anything is read, and the bars stay", async () => {
  const folder = await mkdtemp(join(tmpdir(), "waterfall-cli-"));
  await writeFile(join(folder, "bars.csv"), "not even bars");
  const words = ["waterfall", "bars.csv", "--picture", "bars.csv"];
  const { code, err } = await runCommand([registerWaterfall], words, folder);
  const kept = await readFile(join(folder, "bars.csv"), "utf8");
  await rm(folder, { recursive: true });
  expect([code, kept]).toEqual([1, "not even bars"]);
  expect(err).toContain("the file to write is, or lies in, what is read");
});
