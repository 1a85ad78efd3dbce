import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { isoDate } from "trident-base";
import { root } from "trident-base/project";
import { afterAll, beforeAll, expect, test } from "vitest";
import { syntheticMarket } from "../../market/index.ts";
import { plantBundle } from "./plantedBundle.ts";

const MARKET = "synthetic:tickers=12,years=3,seed=6";
const { calendar } = syntheticMarket({ tickers: 12, years: 3, seed: 6 }).panel;

/** Makes every start of a process fail, Python's among them: nothing needs to be taken off the machine. */
const FORBID = `import child from "node:child_process"; import { syncBuiltinESMExports } from "node:module";
for (const name of ["spawn", "spawnSync", "exec", "execSync", "execFile", "execFileSync", "fork"]) child[name] = () => { throw new Error("a process was started"); };
syncBuiltinESMExports();`;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "trident-alone-"));
  await plantBundle(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ["bundle", "verify", "bundle"],
  ["smoke", "bundle", "--market", MARKET, "--today", isoDate(calendar.at(-1)! + 1)],
  ["paper", "bundle", "--market", MARKET, "--from", isoDate(calendar[700]!), "--days", "2", "--state", "s.sqlite"],
  ["paper", "status", "s.sqlite"],
])("what is deployed starts no process: %s %s", async (...words) => {
  const hook = `data:text/javascript,${encodeURIComponent(FORBID)}`;
  const main = join(root, "lib", "cli", "main.ts");
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=source", "--import", hook, main, ...words],
    { cwd: folder, env: { PATH: folder, TRIDENT_DATA: folder } },
  );
  expect(stdout).not.toBe("");
});
