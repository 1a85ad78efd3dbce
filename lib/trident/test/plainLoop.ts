import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { venvProgram } from "trident-base/project";
import type { BoosterName, EngineParams } from "../../engines/index.ts";
import { seedOf } from "../../runtime/index.ts";
import type { FoldRows } from "../foldRows.ts";
import type { FoldsToPrepare } from "../preparedFolds.ts";

/** An engine, and the rows of a cluster that it is tuned on. */
export interface LoopMember {
  readonly name: string;
  readonly engine: BoosterName;
  readonly folds: readonly FoldRows[];
}

/** One trial of the loop. */
export interface LoopTrial {
  readonly member: LoopMember;
  readonly params: EngineParams<BoosterName>;
  readonly seed: number;
}

export const LOOP = fileURLToPath(new URL("plainLoop.py", import.meta.url));

/** Writes the task of the plain Python loop; its file. */
export function writeLoop(
  folder: string,
  { matrix, target, classes, threads }: Pick<FoldsToPrepare, "matrix" | "target" | "classes" | "threads">,
  trials: readonly LoopTrial[],
  rest: { readonly rounds: number; readonly stock?: boolean; readonly serve?: boolean },
): string {
  const file = join(folder, `loop-${threads}${rest.stock ? "-stock" : ""}.json`);
  const members = new Set(trials.map(({ member }) => member));
  const task = {
    ...{ matrix: matrix.path, target: [...target], classes, threads, ...rest },
    folds: Object.fromEntries([...members].map(({ name, folds }) => [name, folds.map(foldOf)])),
    trials: trials.map(({ member: { name, engine, folds }, params, seed }) => ({
      ...{ member: name, engine, params },
      seeds: folds.map((_, k) => seedOf(seed, "fold", k)),
    })),
  };
  writeFileSync(file, JSON.stringify(task));
  return file;
}

function foldOf({ rows, stopping, test }: FoldRows) {
  const [from, to] = stopping ?? [rows.length, rows.length];
  return { learn: [...rows.subarray(0, from)], watch: [...rows.subarray(from, to)], test: [...test] };
}

/** What the plain loop says: of each trial and fold the probabilities and the log-loss. */
export function runLoop(file: string): { readonly p: readonly number[]; readonly loss: number }[][] {
  const env = { ...process.env, PYTHONUTF8: "1" };
  const options = { encoding: "utf8", maxBuffer: 2 ** 29, env } as const;
  return JSON.parse(execFileSync(venvProgram("python"), ["-W", "ignore", LOOP, file], options));
}
