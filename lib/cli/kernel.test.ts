import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { registerKernel } from "./kernel.ts";
import { runCommand } from "./test/runCommand.ts";

const folder = mkdtempSync(join(tmpdir(), "trident-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function trident(...argv: string[]) {
  const { code, out: stdout, err: stderr } = await runCommand([registerKernel], argv, folder);
  return { code, stdout, stderr };
}

test("installs and uninstalls in the place that was named", async () => {
  const { code, stdout } = await trident("kernel", "install", "--prefix", "env", "--json");
  const path = join(folder, "env", "share", "jupyter", "kernels", "tslab", "kernel.json");
  expect({ code, path: JSON.parse(stdout).path }).toEqual({ code: 0, path });
  const { argv } = JSON.parse(readFileSync(path, "utf8")) as { argv: string[] };
  expect(argv.filter((word) => word.startsWith("/")).every((word) => existsSync(word))).toBe(true);
  expect(await trident("kernel", "uninstall", "--prefix", "env")).toMatchObject({ code: 0 });
  expect(existsSync(path)).toBe(false);
  const again = await trident("kernel", "uninstall", "--prefix", "env");
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining("no kernelspec 'tslab'") });
});

test("takes one place", async () => {
  const { code, stderr } = await trident("kernel", "install", "--prefix", "env", "--user");
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("--user and --prefix") });
});
