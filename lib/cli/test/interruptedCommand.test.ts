import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "trident-base/project";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "trident-interrupted-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MARKET = "synthetic:tickers=300,years=8";

/** Starts a command and sends it SIGINT once it has said that it is at work. */
async function interrupt(words: readonly string[], began: RegExp): Promise<{ code: number | null; lines: string[] }> {
  const child = spawn(process.execPath, [join(root, "lib", "cli", "trident.mjs"), ...words], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stdout.resume();
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    if (began.test(said)) child.kill("SIGINT");
  });
  const [code] = await once(child, "close");
  return { code: code as number | null, lines: said.trim().split("\n") };
}

test.each([
  ["dataset", [MARKET, "--out", "d"], /features, labels and context/],
  ["features", [MARKET, "--out", "f.parquet"], /bars of 300 tickers/],
])("Ctrl-C in %s: 130, and one line says so", async (name, words, began) => {
  const { code, lines } = await interrupt([name, ...words], began);
  expect(code).toBe(130);
  expect(lines.at(-1)).toBe("trident: interrupted");
  expect(lines.join()).not.toMatch(/pool|terminate|abort/);
});
