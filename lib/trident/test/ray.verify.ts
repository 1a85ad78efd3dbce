import { spawnSync } from "node:child_process";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { root, venvProgram } from "trident-base/project";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { hasRay, type LocalRay, startRay } from "../../engines/index.ts";
import { readPanel, writePanel } from "../../market/index.ts";
import { bundleBytes, makeTestFolder, smallDataset, smallTraining } from "./smallTraining.ts";

const installed = await hasRay();
if (!installed) console.log("not run: Ray is not installed (npm run setup -- --ray)");

/** What a training made: its bundle by hash, and what each trial came to. */
async function madeIn(folder: string): Promise<unknown> {
  const trials = join(folder, "bundle", "work", "trials");
  const names = (await readdir(trials, { recursive: true })).filter((name) => name.endsWith(".json")).sort();
  const records = await Promise.all(names.map(async (name) => [name, await readFile(join(trials, name), "utf8")]));
  return { bundle: await bundleBytes(join(folder, "bundle")), trials: Object.fromEntries(records) };
}

/** Workers of a cluster that was started here, by process. */
function workersOf(cluster: LocalRay): readonly number[] {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=", "-o", "sess=", "-o", "args="], { encoding: "utf8" });
  return stdout.split("\n").flatMap((line) => {
    const [, pid, session, words] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(session) === cluster.pid && words!.startsWith("ray::Worker") ? [Number(pid)] : [];
  });
}

describe.runIf(installed)("a training on a Ray cluster of this machine", () => {
  let folder: string;
  let dataset: string;
  let alone: unknown;
  let cluster: LocalRay | undefined;

  /** Starts a cluster whose token this process knows. */
  const start = async (): Promise<LocalRay> => {
    cluster = await startRay(2);
    process.env.RAY_AUTH_MODE = "token";
    process.env.RAY_AUTH_TOKEN_PATH = cluster.tokenPath;
    return cluster;
  };
  const place = (name: string): string => join(folder, name);

  beforeAll(async () => {
    folder = await makeTestFolder();
    dataset = await smallDataset(folder);
    await smallTraining(place("alone"), dataset, { workers: 2 });
    alone = await madeIn(place("alone"));
  }, 600_000);
  afterEach(async () => {
    await cluster?.close();
    cluster = undefined;
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("makes the same trials, scores and bundle, and leaves no process behind", async () => {
    const { notes } = await smallTraining(place("auto"), dataset, { ray: "auto", workers: 2 });
    expect(notes).toContainEqual(
      expect.stringMatching(/^Ray at 127\.0\.0\.2:\d+, .* \(2 CPUs\): 2 workers of 1 CPUs$/),
    );
    expect(await madeIn(place("auto"))).toEqual(alone);
    const { stdout } = spawnSync("ps", ["-A", "-o", "ppid=", "-o", "args="], { encoding: "utf8" });
    expect(
      stdout.split("\n").filter((line) => line.includes("ray::Worker") || line.includes("trident_host.ray")),
    ).toEqual([]);
  });

  test("a worker that is killed is replaced: the same again", async () => {
    const { address } = await start();
    const killed: number[] = [];
    await smallTraining(place("worker"), dataset, {
      ray: address,
      workers: 2,
      onProgress: () => {
        if (killed.length > 1) return;
        const victim = workersOf(cluster!).find((pid) => !killed.includes(pid));
        if (victim === undefined) return;
        process.kill(victim, "SIGKILL");
        killed.push(victim);
      },
    });
    expect(killed.length).toBeGreaterThan(0);
    expect(await madeIn(place("worker"))).toEqual(alone);
  });

  test("a head that is killed ends the training with a sentence; resumed on another cluster: the same again", async () => {
    const { address, pid } = await start();
    let told = 0;
    const training = smallTraining(place("head"), dataset, {
      ray: address,
      workers: 2,
      onProgress: () => {
        told++;
        if (told === 1) process.kill(-pid, "SIGKILL");
      },
    });
    await expect(training).rejects.toThrow(
      /the (head of the )?Ray cluster at 127\.0\.0\.2:\d+ (has said nothing|cannot be joined)/,
    );
    const next = await start();
    await smallTraining(place("head"), dataset, { ray: next.address, workers: 2, resume: true });
    expect(await madeIn(place("head"))).toEqual(alone);
  });

  test("shares of a dataset are made by tasks, and merged to the bytes of one go", async () => {
    const { address } = await start();
    const bars = place("bars.parquet");
    await writePanel(bars, await readPanel("synthetic:tickers=6,years=2,seed=6"));
    const command = [process.execPath, "--conditions=source", join(root, "lib/cli/main.ts"), "dataset", bars];
    const labels = ["--method", "simple", "--profit", "0.05", "--stop", "0.05", "--horizon", "5", "--out"];
    const run = (words: readonly string[]) =>
      spawnSync(venvProgram("python"), words, {
        ...{ cwd: folder, encoding: "utf8" },
        env: { ...process.env, PYTHONPATH: join(root, "lib/engines/host/src") },
      });
    const shards = ["-P", "-m", "trident_host.ray.shards", address, "2", "--"];
    const made = run([...shards, ...command, ...labels, place("tasks")]);
    expect(made.status, made.stderr).toBe(0);
    expect(made.stdout).toMatch(/share [12] of 2 on \S+: /);
    const once = spawnSync(command[0]!, [...command.slice(1), ...labels, place("once")], { encoding: "utf8" });
    expect(once.status, once.stderr).toBe(0);
    for (const file of ["dataset.parquet", "statistics.parquet"]) {
      expect(await readFile(join(place("tasks"), file))).toEqual(await readFile(join(place("once"), file)));
    }
    const failed = run([...shards, ...command, "--out", place("none"), "--profit", "many"]);
    expect(failed.status).toBe(1);
    expect(failed.stdout).toContain("--profit");
  });

  test("a token that is not the cluster's opens nothing", async () => {
    const { address } = await start();
    process.env.RAY_AUTH_TOKEN_PATH = undefined;
    process.env.RAY_AUTH_TOKEN = "guessed";
    try {
      const training = smallTraining(place("stranger"), dataset, { ray: address, workers: 1 });
      await expect(training).rejects.toThrow(/cannot be joined/);
    } finally {
      delete process.env.RAY_AUTH_TOKEN;
    }
  });
});
