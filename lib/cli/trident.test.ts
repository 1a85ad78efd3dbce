import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "trident-base/project";
import { expect, test } from "vitest";

const trident = (args: readonly string[], folder = root) =>
  spawnSync(process.execPath, [join(folder, "lib", "cli", "trident.mjs"), ...args], {
    cwd: tmpdir(),
    encoding: "utf8",
  });

test("runs from any folder and passes the exit code on", () => {
  expect(trident(["doctor", "--help"])).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^Usage: trident doctor/),
    stderr: "",
  });
  expect(trident(["doctor", "--nope"])).toMatchObject({
    status: 2,
    stdout: "",
    stderr: expect.stringContaining("--nope"),
  });
});

test("says what to do where set-up never ran", () => {
  const folder = mkdtempSync(join(tmpdir(), "trident-cli-"));
  for (const file of ["lib/cli/trident.mjs", "lib/base/project.mjs"]) cpSync(join(root, file), join(folder, file));
  const { status, stdout, stderr } = trident(["doctor"], folder);
  rmSync(folder, { recursive: true });
  expect({ status, stdout, lines: stderr.trim().split("\n") }).toEqual({
    status: 1,
    stdout: "",
    lines: ["trident: this folder is not set up yet. Run 'npm run setup' in it first."],
  });
});
