import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EngineHost } from "./host.ts";
import { type RunStudyOptions, runStudy } from "./runStudy.ts";
import { startEngineHost } from "./startEngineHost.ts";
import { listStudies, openStudy, type Study } from "./study.ts";

let folder: string;
let host: EngineHost;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trident-study-test-"));
  host = startEngineHost();
}, 60_000);
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

const SPACE = {
  x: { type: "float", low: -5, high: 5 },
  n: { type: "int", low: 1, high: 9 },
  method: { type: "choice", choices: ["simple", "triple_barrier"] },
} as const;
type Evaluation = RunStudyOptions<typeof SPACE>["evaluate"];

const worth = ({ x, n, method }: { x: number; n: number; method: string }): number =>
  -((x - 1) ** 2) - Math.abs(n - 4) + (method === "simple" ? 1 : 0);

const evaluate: Evaluation = async ({ number, params, report }) => {
  if (await report(0, worth(params))) return "pruned";
  return number === 5 ? "failed" : { value: worth(params), notes: { number } };
};

const open = (name: string, seed = 1): Promise<Study<typeof SPACE>> =>
  openStudy({
    ...{ name, seed, host, space: SPACE },
    file: join(folder, "studies", `${name}.db`),
    direction: "maximize",
    pruner: "median",
  });

const outline = (study: Study<typeof SPACE>): unknown =>
  study.trials.map(({ number, state, params, value, notes }) => ({ number, state, params, value, notes }));

async function finished(name: string, options: Partial<RunStudyOptions<typeof SPACE>> = {}): Promise<unknown> {
  const study = await open(name);
  await runStudy(study, { trials: 14, evaluate, ...options });
  return outline(study);
}

test("one worker, three of uneven speed, and a run in two parts give the same trials, told in order", async () => {
  const expected = await finished("one");
  expect(expected).toContainEqual(expect.objectContaining({ state: "pruned", notes: {} }));
  expect(expected).toContainEqual(expect.objectContaining({ number: 5, state: "failed", value: null }));

  const told: number[] = [];
  const busy = new Set<number>();
  let most = 0;
  const uneven: Evaluation = async (trial) => {
    expect(busy.has(trial.worker)).toBe(false);
    most = Math.max(most, busy.add(trial.worker).size);
    await new Promise((resolve) => setTimeout(resolve, (trial.number * 7) % 15));
    const result = await evaluate(trial);
    busy.delete(trial.worker);
    return result;
  };
  const onTrial = ({ number }: { number: number }): void => void told.push(number);
  expect(await finished("three", { workers: 3, evaluate: uneven, onTrial })).toEqual(expected);
  expect(told).toEqual(Array.from({ length: 14 }, (_, i) => i));
  expect(most).toBe(3);

  await finished("parts", { trials: 6 });
  const study = await open("parts");
  expect(study.trials.length).toBe(6);
  await study.close();
  expect(await finished("parts")).toEqual(expected);
  const again = await open("parts");
  expect(again.best).toMatchObject({ state: "complete", notes: { number: again.best!.number } });
  expect(again.best!.value).toBe(
    Math.max(...again.trials.map(({ state, value }) => (state === "complete" ? value! : -99))),
  );
  const { method } = again.best!.params satisfies { x: number; n: number; method: "simple" | "triple_barrier" };
  expect(["simple", "triple_barrier"]).toContain(method);
}, 60_000);

test("a trial under which the host is killed is repeated, and the study is the same", async () => {
  const expected = await finished("unkilled");
  let kills = 0;
  const killing: Evaluation = async (trial) => {
    if (trial.number % 5 === 2 && kills <= trial.number / 5) {
      kills++;
      const { pid } = await host.info();
      process.kill(pid, "SIGKILL");
      await host.info();
    }
    return evaluate(trial);
  };
  expect(await finished("killed", { evaluate: killing })).toEqual(expected);
  expect(kills).toBe(3);
}, 60_000);

test("a run that is killed continues as if nothing had happened", async () => {
  const expected = await finished("whole");
  const program = join(folder, "run.ts");
  const at = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);
  await writeFile(
    program,
    `import { openStudy } from ${at("./study.ts")};
import { runStudy } from ${at("./runStudy.ts")};
const worth = ${worth.toString()};
const study = await openStudy({ name: "cut", seed: 1, space: ${JSON.stringify(SPACE)}, pruner: "median",
  file: ${JSON.stringify(join(folder, "studies", "cut.db"))}, direction: "maximize" });
await runStudy(study, { trials: 14, workers: 2, evaluate: async ({ number, params, report }) => {
  const prune = await report(0, worth(params));
  console.log(number);
  if (number >= Number(process.argv[2])) await new Promise((resolve) => setTimeout(resolve, 60_000));
  return prune ? "pruned" : number === 5 ? "failed" : { value: worth(params), notes: { number } };
}});`,
  );
  for (const last of [2, 9]) {
    const child = spawn(process.execPath, ["--conditions=source", program, String(last)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    for await (const text of child.stdout.setEncoding("utf8")) {
      said += text;
      if (said.split("\n").includes(String(last))) break;
    }
    child.kill("SIGKILL");
  }
  const left = await open("cut");
  expect(left.trials.some(({ state }) => state === "running")).toBe(true);
  expect(left.trials.length).toBeGreaterThan(8);
  expect(await finished("cut")).toEqual(expected);
}, 60_000);

test("a file says which studies it has, how many of their trials have ended, and what is noted of them", async () => {
  const file = join(folder, "listed.db");
  expect(await listStudies(file, host)).toEqual([]);
  const how = { file, host, seed: 1, direction: "maximize", space: SPACE, notes: { data: "a" } } as const;
  const study = await openStudy({ ...how, name: "first" });
  await runStudy(study, { trials: 3, evaluate: async ({ number }) => (number === 1 ? "failed" : 1) });
  await openStudy({ ...how, name: "second", notes: {} });
  await openStudy({ ...how, name: "first", notes: { data: "b" } });
  expect(await listStudies(file, host)).toEqual([
    { name: "first", ended: 3, notes: { data: "a" } },
    { name: "second", ended: 0, notes: {} },
  ]);
}, 60_000);

test("what an evaluation throws ends the run; what does not fit is refused", async () => {
  const study = await open("broken");
  let seen: AbortSignal | undefined;
  const breaking: Evaluation = async ({ number, signal }) => {
    seen = signal;
    if (number === 1) throw new Error("no data for trial 1");
    return 1;
  };
  await expect(runStudy(study, { trials: 8, workers: 2, evaluate: breaking })).rejects.toThrow("no data for trial 1");
  expect(seen!.aborted).toBe(true);
  expect(study.trials.map(({ state }) => state)).toEqual(["complete", "running", "running", "running"]);
  const nothing = runStudy(study, { trials: 8, evaluate: async () => Number.NaN });
  await expect(nothing).rejects.toThrow(/trial 1 gave NaN/);
  const control = new AbortController();
  const stopping = runStudy(study, {
    trials: 8,
    signal: control.signal,
    evaluate: async () => {
      control.abort(new Error("enough"));
      return 1;
    },
  });
  await expect(stopping).rejects.toThrow("enough");
  await expect(open("broken", 2)).rejects.toMatchObject({
    name: "EngineError",
    message: expect.stringMatching(/made with other settings/),
  });
  const file = join(folder, "wrong.db");
  const wrong = (change: object) =>
    openStudy({ name: "w", file, host, seed: 1, direction: "maximize", space: SPACE, ...change });
  await expect(wrong({ batch: 0 })).rejects.toThrow(/0 trials/);
  await expect(wrong({ space: {} })).rejects.toThrow(/at least one/);
  await expect(wrong({ space: { x: { type: "int", low: 3, high: 2 } } })).rejects.toThrow(/'x'.*from 3 to 2/);
  await expect(wrong({ space: { x: { type: "float", low: 0, high: 2, log: true } } })).rejects.toThrow(/logarithmic/);
  await expect(wrong({ space: { x: { type: "int", low: 0.5, high: 2 } } })).rejects.toThrow(/whole number/);
  await writeFile(file, "ticker,close\n".repeat(500));
  await expect(wrong({})).rejects.toThrow(/no file of studies/);
}, 60_000);
