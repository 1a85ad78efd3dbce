import { lstat, readdir, realpath, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { RunError } from "./errors.ts";
import { lockRun } from "./lock.ts";
import { readRunRecord } from "./record.ts";

/** What a run leaves in its folder beside its executed notebooks. */
const FILES = ["run.json", "verdict.json", "report.html", ".lock"];

/**
 * Removes a run: its executed notebooks, its record, verdict and report, and the folder if nothing else is in it.
 *
 * @returns the bytes that were freed, and what was left.
 * @throws RunError when the folder holds no run, or one that is going on.
 */
export async function cleanRun(run: string): Promise<{ readonly bytes: number; readonly left: readonly string[] }> {
  const record = await readRunRecord(run);
  if (!record) {
    throw new RunError("The folder holds no run", { where: [run], remedy: "A run's folder has a run.json" });
  }
  const folder = await realpath(run);
  const lock = await lockRun(folder);
  lock.release();
  let bytes = 0;
  // The record goes last, so that what is interrupted can be called again.
  const outs = record.notebooks.map(({ out }) => out).filter((out) => /^[^\\/]+\.ipynb$/.test(out));
  for (const name of [...outs, ...FILES.filter((name) => name !== "run.json"), "run.json"]) {
    const path = join(folder, name);
    const found = await lstat(path).catch(() => undefined);
    if (found === undefined || found.isDirectory()) continue;
    bytes += found.size;
    await rm(path, { force: true });
  }
  const left = await readdir(folder);
  if (left.length === 0) await rmdir(folder);
  return { bytes, left };
}
