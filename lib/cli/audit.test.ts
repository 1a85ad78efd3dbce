import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "trident-base/project";
import { expect, test } from "vitest";

const MARKET = "synthetic:tickers=10,years=2.5,seed=2";

interface Answer {
  readonly checks: readonly {
    readonly id: string;
    readonly subject: string;
    readonly passed: boolean;
    readonly detail: string;
  }[];
}

test("prints exactly the contract's fields; a feature that looks ahead fails its check, and nothing else does", async () => {
  const folder = await mkdtemp(join(tmpdir(), "audit-cli-"));
  const program = `import { defineFeature } from "trident-lab";
export default defineFeature({
  name: "tomorrow", window: 2, scale: "free",
  compute: ({ close, length }, out) => {
    for (let i = 0; i + 1 < length; i++) out[i] = close[i + 1] / close[i] - 1;
  },
});
`;
  await writeFile(join(folder, "tomorrow.ts"), program);
  await writeFile(
    join(folder, "gain.ts"),
    program
      .replace("tomorrow", "gain_1")
      .replace("i = 0; i + 1 <", "i = 1; i <")
      .replace("[i + 1] / close[i]", "[i] / close[i - 1]"),
  );
  const words = ["audit", "--feature", "tomorrow.ts", "--feature", "gain.ts", "--market", MARKET];
  // A process of its own: a feature's file is loaded by Node, not by the test's loader.
  const { status: code, stdout: out } = spawnSync(
    process.execPath,
    ["--conditions=source", join(root, "lib", "cli", "main.ts"), ...words, "--json"],
    { cwd: folder, encoding: "utf8" },
  );
  await rm(folder, { recursive: true });
  const { checks } = JSON.parse(out) as Answer;
  expect(code).toBe(1);
  for (const check of checks) expect(Object.keys(check).sort()).toEqual(["detail", "id", "passed", "subject"]);
  const failed = checks.filter(({ passed }) => !passed);
  expect(failed.map(({ id }) => id)).toEqual(["later_bars"]);
  expect(failed[0]!.subject).toMatch(/tomorrow\.ts$/);
  expect(checks.filter(({ subject }) => subject === "feature gain_1").length).toBe(8);
  expect(checks.find(({ id, subject }) => id === "mirror" && /68 model inputs/.test(subject))).toBeDefined();
}, 120_000);
