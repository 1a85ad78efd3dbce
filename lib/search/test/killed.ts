import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startEngineHost } from "../../engines/index.ts";
import { Ledger } from "../../ledger/index.ts";
import { readPanel } from "../../market/index.ts";
import { PROFILES } from "../../runtime/index.ts";
import { type LabelSearch, searchLabels } from "../searchLabels.ts";

const MARKET = "synthetic:tickers=10,years=2,seed=4";
const program = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));

/** A small search, from the start or from where a killed one left it; both winners, all trials. */
export async function finish(folder: string, trials: number): Promise<LabelSearch> {
  return finishWithoutHosts(folder, trials, []);
}

/** A small search in which the engine host is killed whenever the number of trials told is one of these. */
export async function finishWithoutHosts(
  folder: string,
  trials: number,
  moments: readonly number[],
): Promise<LabelSearch> {
  const ledger = new Ledger(join(folder, "ledger.sqlite"));
  const host = startEngineHost();
  const kill = async (): Promise<void> => {
    const { pid } = await host.info();
    process.kill(pid, "SIGKILL");
  };
  const kills: Promise<void>[] = [];
  try {
    return await searchLabels(await readPanel(MARKET), {
      ...PROFILES.micro.labelSearch,
      trials,
      file: join(folder, "label-search.sqlite"),
      ledger,
      host,
      onProgress: (done) => {
        // A host that the kill before has just ended cannot say who it is.
        if (moments.includes(done)) kills.push(kill().catch(() => {}));
      },
    });
  } finally {
    await Promise.all(kills);
    ledger.close();
    await host.close();
  }
}

/** Starts the command and kills it without warning once so many trials are in its ledger and `wait` has passed. */
export async function killAfter(folder: string, trials: number, recorded: number, wait = 0): Promise<void> {
  const own = ["--ledger", join(folder, "ledger.sqlite")];
  const args = ["search-labels", MARKET, "--profile", "micro", "--trials", String(trials), ...own];
  const out = join(folder, "best.json");
  const child = spawn(process.execPath, ["--conditions=source", program, ...args, "--out", out], { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const ledger = new Ledger(join(folder, "ledger.sqlite"));
  try {
    while (child.exitCode === null && child.signalCode === null && ledger.count().all < recorded) await sleep(20);
    await sleep(wait);
    child.kill("SIGKILL");
    await ended;
  } finally {
    ledger.close();
  }
}

/** What must be the same whatever was killed: everything but how often the holdout was looked at. */
export function resultOf({ best, published, honest }: LabelSearch): object {
  return { ...best, holdout: { ...best.holdout, openings: 1 }, trials: { published, honest } };
}

/** Runs `work` in a folder of its own. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "killed-search-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
