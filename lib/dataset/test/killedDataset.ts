import { spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hashFile } from "../../files/index.ts";
import type { DatasetOptions } from "../index.ts";

/**
 * Makes a dataset in processes that are killed (-9) as soon as a file whose path fits turns up, one after another, and
 * in one that may end. Gives how many were killed.
 */
export async function killedDataset(
  market: string,
  options: DatasetOptions,
  killAt: readonly RegExp[],
): Promise<number> {
  let kills = 0;
  for (const pattern of killAt) if (await run(market, options, pattern)) kills++;
  await run(market, options);
  return kills;
}

/** Runs the program; kills it once such a file is there that was not there before. */
async function run(market: string, options: DatasetOptions, pattern?: RegExp): Promise<boolean> {
  const program = fileURLToPath(new URL("./datasetProgram.ts", import.meta.url));
  const before = new Set(await filesIn(options.out));
  const child = spawn(process.execPath, ["--conditions=source", program, JSON.stringify({ market, options })], {
    stdio: ["pipe", "ignore", "pipe"],
  });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
  let ended = false;
  const end = new Promise<boolean>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      ended = true;
      if (code === 0 || signal === "SIGKILL") resolve(signal === "SIGKILL");
      else reject(new Error(complaint));
    });
  });
  while (pattern && !ended) {
    const found = await filesIn(options.out);
    if (found.some((name) => pattern.test(name) && !before.has(name))) child.kill("SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return end;
}

function filesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder, { recursive: true }).catch(() => []);
}

/** The hashes of all files of a dataset, but for the one that tells of the run. */
export async function hashesOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== "run.json");
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  const hashes: [string, string][] = [];
  for (const path of paths) hashes.push([path.slice(folder.length), (await hashFile(path)).sha256]);
  return Object.fromEntries(hashes);
}

/** The manifest of a dataset. */
export async function manifestOf(folder: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
}
