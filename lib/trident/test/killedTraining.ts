import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Ledger } from "../../ledger/index.ts";

const program = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));

/** The words that train a small Trident into `folder`/bundle, with a ledger of its own. */
export function trainWords(folder: string, dataset: string): readonly string[] {
  const small = ["--profile", "micro", "--clusters", "2", "--trials", "2", "--members", "xgb,lgb", "--workers", "1"];
  return ["train", dataset, "--out", join(folder, "bundle"), "--ledger", join(folder, "ledger.sqlite"), ...small];
}

/** What ended a training, and what it said on its way. */
export interface EndedTraining {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** Milliseconds from the signal to the end. */
  readonly took: number;
}

/**
 * Starts the command, and sends it a signal, or the engine hosts that it started, once it added so many trials to its
 * ledger and `wait` milliseconds have passed.
 */
export async function endAfter(
  words: readonly string[],
  folder: string,
  {
    added,
    wait = 0,
    signal,
    of = "command",
  }: {
    readonly added: number;
    readonly wait?: number;
    readonly signal: NodeJS.Signals;
    readonly of?: "command" | "hosts";
  },
): Promise<EndedTraining> {
  const child = spawn(process.execPath, ["--conditions=source", program, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { out: "", err: "" };
  for (const [stream, name] of [
    [child.stdout, "out"],
    [child.stderr, "err"],
  ] as const) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said[name] += text;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const ledger = new Ledger(join(folder, "ledger.sqlite"));
  try {
    const isAlive = (): boolean => child.exitCode === null && child.signalCode === null;
    const before = ledger.count().all;
    while (isAlive() && ledger.count().all < before + added) await sleep(20);
    await sleep(wait);
    const from = performance.now();
    if (of === "command") child.kill(signal);
    else for (const pid of childrenOf(child.pid!)) process.kill(pid, signal);
    const code = await ended;
    return { code, ...said, took: performance.now() - from };
  } finally {
    ledger.close();
  }
}

/** The processes that a process started. */
function childrenOf(pid: number): readonly number[] {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=", "-o", "ppid="], { encoding: "utf8" });
  const pairs = stdout.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.filter(([, parent]) => parent === pid).map(([child]) => child!);
}
