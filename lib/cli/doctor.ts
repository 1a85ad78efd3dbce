import { execFile } from "node:child_process";
import { existsSync, readFileSync, statfsSync } from "node:fs";
import { availableParallelism, freemem, totalmem } from "node:os";
import { isAbsolute, join } from "node:path";
import { promisify } from "node:util";
import { describeGpus } from "trident-base";
import { nodePath, root, venv, venvProgram } from "trident-base/project";
import { type EngineReport, tryEngines } from "../engines/index.ts";
import { distIsFresh, pinsOfVenv } from "../setup/index.ts";

import type { Program } from "./program.ts";

/** One thing that was looked at. */
export interface Finding {
  readonly id: string;
  readonly ok: boolean;
  readonly detail: string;
  /** What to do about it, where it is not as it should be. */
  readonly remedy?: string;
  /** Things work without it: the doctor's word does not depend on it. */
  readonly optional?: true;
}

/** Runs a program and gives what it wrote on stdout. Rejects if there is none or it fails. */
export type Run = (program: string, args: readonly string[], cwd?: string) => Promise<string>;

const SET_UP = "Run 'npm run setup'.";
const DISK_GB = 2;
const MEMORY_GB = 4;

const runProgram: Run = async (program, args, cwd = root) =>
  (await promisify(execFile)(program, [...args], { cwd, timeout: 60_000 })).stdout;

/** Adds `trident doctor`. */
export function registerDoctor(program: Program): void {
  program.add("doctor", "Say what works on this machine, on which device, and what to do about the rest.", async () => {
    const checks = await examine();
    const ok = checks.every((check) => check.ok || check.optional);
    return { json: { ok, checks }, text: describe(checks, ok), failed: !ok };
  });
}

/** Looks at everything that the project stands on, and trains a second on each engine. Nothing is changed; nothing is asked of the network. */
export async function examine(
  run: Run = runProgram,
  engines: () => Promise<readonly EngineReport[]> = () => tryEngines(),
): Promise<readonly Finding[]> {
  const found = await Promise.all([
    nodeCheck(),
    ...["zeromq", "@duckdb/node-api"].map((name) => nativeCheck(run, name)),
    distCheck(),
    pythonChecks(run),
    engineChecks(engines),
    kernelCheck(),
    gpuCheck(run),
    diskCheck(),
    memoryCheck(),
    chromiumCheck(run),
  ]);
  return found.flat();
}

function nodeCheck(): Finding {
  const ok = Number.parseInt(process.versions.node, 10) >= 24;
  return {
    id: "node",
    ok,
    detail: `${process.version} (${process.execPath})`,
    ...(ok ? {} : { remedy: nodePath() === undefined ? SET_UP : "Start it as 'npx trident'." }),
  };
}

async function nativeCheck(run: Run, name: string): Promise<Finding> {
  // In a process of its own: a native module that does not fit may end the one that loads it.
  const owner = join(root, "lib", name === "zeromq" ? "jupyter" : "");
  const program = "require(process.argv[1]); console.log(process.argv[1])";
  return run(process.execPath, ["-e", program, name], owner).then(
    () => ({ id: name, ok: true, detail: "loads" }),
    (error) => ({ id: name, ok: false, detail: `does not load: ${reason(error)}`, remedy: SET_UP }),
  );
}

function distCheck(): Finding {
  return distIsFresh()
    ? { id: "dist", ok: true, detail: "made of the sources as they are" }
    : { id: "dist", ok: false, detail: "the sources have changed since it was made", remedy: "Run 'npm run build'." };
}

async function pythonChecks(run: Run): Promise<readonly Finding[]> {
  const wanted = pinsOfVenv().map((line) => line.split("==") as [string, string]);
  const program = `
import importlib.metadata, json, platform, sys
found = {d.metadata["Name"].lower().replace("_", "-"): d.version for d in importlib.metadata.distributions()}
print(json.dumps({"version": platform.python_version(), "found": found}))`;
  try {
    const python = venvProgram("python");
    const told = await run(python, ["-I", "-c", program]);
    const { version, found } = JSON.parse(told) as { version: string; found: Record<string, string> };
    return [
      { id: "python", ok: true, detail: `${version} (${python})` },
      ...wanted.map(([name, pinned]): Finding => {
        const has = found[name.toLowerCase().replaceAll("_", "-")];
        const id = `python/${name}`;
        if (has === pinned) return { id, ok: true, detail: has };
        return { id, ok: false, detail: `${has ?? "not installed"}, wanted ${pinned}`, remedy: SET_UP };
      }),
    ];
  } catch (error) {
    return [{ id: "python", ok: false, detail: `.venv has no Python that runs: ${reason(error)}`, remedy: SET_UP }];
  }
}

async function engineChecks(engines: () => Promise<readonly EngineReport[]>): Promise<readonly Finding[]> {
  try {
    return (await engines()).map(({ engine, version, trained, failure }): Finding => {
      const id = `engine/${engine}`;
      if (version === null) return { id, ok: false, detail: "its package is not installed", remedy: SET_UP };
      if (trained === undefined)
        return { id, ok: false, detail: `${version} does not train: ${failure}`, remedy: SET_UP };
      const { device, note, seconds } = trained;
      const place = device === "cpu" ? "the CPU" : `the GPU (${device})`;
      const why = note === null ? "" : `; ${note}`;
      return { id, ok: true, detail: `${version}, trained on ${place} in ${seconds.toFixed(1)} s${why}` };
    });
  } catch (error) {
    return [{ id: "engine", ok: false, detail: `the engine host does not answer: ${reason(error)}`, remedy: SET_UP }];
  }
}

function kernelCheck(): Finding {
  const path = join(venv, "share", "jupyter", "kernels", "tslab", "kernel.json");
  const remedy = "Run 'npx trident kernel install --force --prefix .venv'.";
  if (!existsSync(path)) return { id: "kernel", ok: false, detail: "no kernelspec 'tslab' in .venv", remedy: SET_UP };
  const { argv, metadata } = readJson(path) as { argv?: readonly string[]; metadata?: { trident?: unknown } };
  if (metadata?.trident === undefined) return { id: "kernel", ok: false, detail: `${path} is not ours`, remedy };
  const absent = argv?.find((word) => isAbsolute(word) && !existsSync(word));
  if (absent) return { id: "kernel", ok: false, detail: `${path} starts ${absent}, which is not there`, remedy };
  return { id: "kernel", ok: true, detail: path };
}

async function gpuCheck(run: Run): Promise<Finding> {
  const none = `no GPU: CPU is used (${availableParallelism()} threads)`;
  return { id: "gpu", ok: true, detail: (await describeGpus(run)) ?? none };
}

function diskCheck(): Finding {
  const { bavail, bsize } = statfsSync(root);
  const free = (bavail * bsize) / 1e9;
  const detail = `${free.toFixed(0)} GB free in ${root}`;
  if (free >= DISK_GB) return { id: "disk", ok: true, detail };
  return { id: "disk", ok: false, detail, remedy: `Free ${DISK_GB} GB: data sets and runs are written there.` };
}

function memoryCheck(): Finding {
  const detail = `${(totalmem() / 1e9).toFixed(0)} GB, ${(freemem() / 1e9).toFixed(0)} GB of it free`;
  if (totalmem() / 1e9 >= MEMORY_GB) return { id: "memory", ok: true, detail };
  return { id: "memory", ok: false, optional: true, detail, remedy: `Large data sets need ${MEMORY_GB} GB.` };
}

async function chromiumCheck(run: Run): Promise<Finding> {
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    const version = await run(name, ["--version"]).catch(() => undefined);
    if (version !== undefined) return { id: "chromium", ok: true, detail: version.trim() };
  }
  return {
    id: "chromium",
    ok: false,
    optional: true,
    detail: "not installed: tests of pages are not run",
    remedy: "On Debian and Ubuntu: apt install chromium.",
  };
}

/** What a file holds, or an empty object where that is no JSON. */
function readJson(path: string): object {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as object;
  } catch {
    return {};
  }
}

function describe(checks: readonly Finding[], ok: boolean): string {
  const width = Math.max(...checks.map(({ id }) => id.length));
  const lines = checks.map((check) => {
    const mark = check.ok ? "ok     " : check.optional ? "absent " : "MISSING";
    return `${mark} ${check.id.padEnd(width)}  ${check.detail}${check.remedy ? `. ${check.remedy}` : ""}`;
  });
  return [...lines, ok ? "Everything that is needed works." : "Something that is needed does not work."].join("\n");
}

function reason(error: unknown): string {
  const { message, stderr } = error as Error & { stderr?: string };
  return (stderr?.trim() || message).split("\n").at(-1)!;
}
