import { spawnSync } from "node:child_process";
import { closeSync, cpSync, existsSync, mkdtempSync, openSync, rmSync } from "node:fs";
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

test.runIf(existsSync("/dev/full"))("an answer that cannot be written is lost in one line", () => {
  const full = openSync("/dev/full", "w");
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, "lib", "cli", "trident.mjs"), "doctor", "--help"],
    {
      encoding: "utf8",
      stdio: ["ignore", full, "pipe"],
    },
  );
  closeSync(full);
  expect({ status, lines: stderr.trimEnd().split("\n") }).toEqual({
    status: 1,
    lines: [expect.stringMatching(/^trident: the answer cannot be written: ENOSPC/)],
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
