import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "trident-base/project";
import { expect, test } from "vitest";
import { createRandom } from "../../runtime/index.ts";

/** How often it is killed; TRIDENT_KILLS sets another number. */
const KILLS = Number(process.env.TRIDENT_KILLS ?? 6);
const SMALL = ["--profile", "micro", "--stretches", "1", "--label-trials", "1", "--trials", "1", "--clusters", "1"];

/** Runs the command in a folder until it ends by itself, or is killed once it told so many lines of progress. */
async function walk(folder: string, lines = Number.POSITIVE_INFINITY): Promise<number> {
  await mkdir(folder, { recursive: true });
  const files = ["--out", join(folder, "walk"), "--ledger", join(folder, "ledger.sqlite")];
  const words = ["walk-forward", "synthetic:tickers=10,years=3,seed=6", ...SMALL, "--draws", "20", "--workers", "1"];
  const main = join(root, "lib", "cli", "main.ts");
  const child = spawn(process.execPath, ["--conditions=source", main, ...words, ...files, "--resume"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let told = 0;
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    told += text.split(/[\r\n]/).length - 1;
    if (told >= lines) child.kill("SIGKILL");
  });
  const [code] = (await once(child, "close")) as [number | null];
  return code ?? 137;
}

test("trident walk-forward that was killed with -9 goes on to the bytes of one that was left alone", async () => {
  const folder = await mkdtemp(join(tmpdir(), "killed-walk-"));
  try {
    const [left, killed] = [join(folder, "left"), join(folder, "killed")];
    expect(await walk(left)).toBe(0);
    const random = createRandom("killed walk-forward");
    const codes: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) codes.push(await walk(killed, 1 + random.integer(8)));
    console.log({ codes });
    expect(codes).toContain(137);
    expect(await walk(killed)).toBe(0);
    for (const file of ["walk-forward.json", "last/bundle/manifest.json", "unseen/labels.json"]) {
      const read = (of: string): Promise<string> => readFile(join(of, "walk", file), "utf8");
      expect([file, await read(killed)]).toEqual([file, await read(left)]);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 3_600_000);
