import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hashFile } from "../../files/index.ts";
import { Ledger } from "../../ledger/index.ts";
import { type Panel, readPanel } from "../../market/index.ts";
import { readBundle } from "../../model/index.ts";
import { PROFILES } from "../../runtime/index.ts";
import { type WalkForward, type WalkForwardOptions, walkForwardTrident } from "../walkForward/walkForwardTrident.ts";
import { walkPlans } from "../walkForward/walkPlans.ts";
import { walkStep } from "../walkForward/walkStep.ts";

const TINY = { folds: 2, trials: 2, minutes: null, trees: 6, depth: 4, stoppingRounds: 3, threads: 1 } as const;

let folder: string;
let panel: Panel;
let ledger: Ledger;
let walked: WalkForward;
let options: WalkForwardOptions;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trident-walk-"));
  panel = await readPanel("synthetic:tickers=12,years=3,seed=6");
  ledger = new Ledger(join(folder, "ledger.sqlite"));
  options = {
    ...{
      out: join(folder, "walk"),
      profile: { ...PROFILES.micro, labelSearch: { trials: 2, forest: { trees: 5, maxDepth: 4 } }, trident: TINY },
      ledger,
    },
    ...{ stretches: 1, draws: 20 },
    train: { clusters: 2, members: ["xgboost"], workers: 1 },
  };
  walked = await walkForwardTrident(panel, options);
}, 240_000);
afterAll(async () => {
  ledger.close();
  await rm(folder, { recursive: true, force: true });
});

test("each stretch follows what was trained on, opened through the ledger, which counts", () => {
  expect(walked.steps.map(({ id }) => id)).toEqual(["anchored-1", "last", "unseen"]);
  for (const { train, found, labels } of walked.steps) {
    expect(train.to < found.from).toBe(true);
    expect(labels.origin).toBe("labels.json: honest");
    expect(found.returns).toHaveLength(found.dates.length);
  }
  // The last six months are part of the first stretch, and the unseen tickers a fifth of its tickers; between them the
  // training of the last six months looked at its own later year and certificate span.
  expect(walked.steps.map(({ looked }) => looked.openings)).toEqual([1, 2, 5]);
  expect(walked.pooled.returns).toEqual(walked.steps[0]!.found.returns);
  expect(walked.combinatorial).toMatchObject({ folds: 15, paths: { length: 5 } });
});

test("tickers that are never trained on are in no file of their training", async () => {
  const { unseen } = walkPlans(panel.calendar.length, panel.tickers, { stretches: 1, seed: 42 }).at(-1)!;
  const trained = await readPanel(join(folder, "walk", "unseen", "market.parquet"));
  expect(unseen).toHaveLength(2);
  expect([...trained.tickers, ...unseen!].sort()).toEqual([...panel.tickers].sort());
  expect(walked.steps[2]!.found.tickers).toBe(2);
});

test("nothing after the training's bars changes it; what was stopped goes on to the same model", async () => {
  const [plan] = walkPlans(panel.calendar.length, panel.tickers, { stretches: 1, seed: 42 });
  const stop = new AbortController();
  const other = new Ledger(join(folder, "other.sqlite"));
  const [out, place] = [join(folder, "again"), { folder: join(folder, "again", plan!.id), key: "again" }];
  const halted = { ...options, out, ledger: other, signal: stop.signal };
  const late = corruptedFrom(panel, plan!.train[1]);
  const onProgress = (_: number, __: number, note?: string): void => {
    if (note?.includes("trial")) stop.abort(new Error("enough"));
  };
  await expect(walkStep(late, plan!, place, { ...halted, onProgress })).rejects.toThrow("enough");
  await walkStep(late, plan!, place, { ...options, out, ledger: other });
  other.close();
  const [first, again] = [join(folder, "walk", plan!.id), place.folder];
  const { files } = await readBundle(join(first, "bundle"));
  for (const name of ["market.parquet", ...Object.keys(files).map((file) => join("bundle", file))]) {
    expect([name, await hashFile(join(again, name))]).toEqual([name, await hashFile(join(first, name))]);
  }
}, 120_000);

test("a folder that is done is gone on with to the same answer, and not without being asked", async () => {
  await expect(walkForwardTrident(panel, options)).rejects.toThrow(/has a walk-forward already .*--resume/);
  const before = await readFile(join(folder, "walk", "walk-forward.json"), "utf8");
  expect(await walkForwardTrident(panel, { ...options, resume: true })).toEqual(JSON.parse(before));
  expect(await readFile(join(folder, "walk", "walk-forward.json"), "utf8")).toBe(before);
});

test("stretches are cut as the roadmap's years, rolling windows as long as the first", () => {
  const plans = walkPlans(1764, ["A", "B", "C", "D", "E"], { stretches: 2, seed: 1 });
  expect(plans.map(({ kind, train, test }) => [kind, ...train, ...test])).toEqual([
    ["anchored", 0, 1260, 1260, 1512],
    ["anchored", 0, 1512, 1512, 1764],
    ["rolling", 252, 1512, 1512, 1764],
    ["last", 0, 1638, 1638, 1764],
    ["unseen", 0, 1512, 1512, 1764],
  ]);
  expect(() => walkPlans(100, [], { stretches: 2, seed: 1 })).toThrow("29 sessions cannot make 2 stretches");
});

/** The panel with all prices from a session on half as high again, and more of it each day. */
function corruptedFrom(panel: Panel, session: number): Panel {
  const wrong = (column: Float64Array<SharedArrayBuffer>): Float64Array<SharedArrayBuffer> => {
    const copy = new Float64Array(new SharedArrayBuffer(column.byteLength));
    column.forEach((value, row) => {
      const days = panel.session[row]! - session;
      copy[row] = days < 0 ? value : value * (1.5 + days / 100);
    });
    return copy;
  };
  const { open, high, low, close, adjClose } = panel;
  return {
    ...panel,
    ...{ open: wrong(open), high: wrong(high), low: wrong(low), close: wrong(close), adjClose: wrong(adjClose) },
  };
}
