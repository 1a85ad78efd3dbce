import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hashFile } from "../../files/index.ts";
import { Ledger } from "../../ledger/index.ts";
import { type Panel, panelBefore, readPanel } from "../../market/index.ts";
import { loadBundle, readBundle } from "../../model/index.ts";
import { PROFILES } from "../../runtime/index.ts";
import { auditBundle } from "../audit/auditBundle.ts";
import { barsKey } from "../barsKey.ts";
import { checkBundle } from "../checklist/checkBundle.ts";
import { checklistTable } from "../checklist/checklistTable.ts";
import { expectedTable } from "../checklist/expectedResults.ts";
import { validationSummary } from "../checklist/validationSummary.ts";
import { laterReliability, laterReliabilityFigure } from "../laterReliability.ts";
import { outOfSample } from "../outOfSample.ts";
import { outOfSampleTable } from "../outOfSampleTable.ts";
import { type WalkForward, type WalkForwardOptions, walkForwardTrident } from "../walkForward/walkForwardTrident.ts";
import { walkPlans } from "../walkForward/walkPlans.ts";
import { walkStep } from "../walkForward/walkStep.ts";
import { walkVerdict } from "../walkForward/walkVerdict.ts";

const TINY = { folds: 2, trials: 1, minutes: null, trees: 6, depth: 4, stoppingRounds: 3, threads: 1 } as const;

let folder: string;
let panel: Panel;
let ledger: Ledger;
let walked: WalkForward;
let options: WalkForwardOptions;
const told: { readonly done: number; readonly total: number; readonly note: string | undefined }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trident-walk-"));
  panel = await readPanel("synthetic:tickers=10,years=3,seed=6");
  ledger = new Ledger(join(folder, "ledger.sqlite"));
  options = {
    ...{
      out: join(folder, "walk"),
      profile: { ...PROFILES.micro, labelSearch: { trials: 1, forest: { trees: 3, maxDepth: 3 } }, trident: TINY },
      ledger,
    },
    // Without a label search; walkForward.verify.ts has it.
    ...{ stretches: 1, draws: 20, labelTrials: 0 },
    train: { clusters: 1, members: ["lightgbm"], workers: 1 },
  };
  const onProgress = (done: number, total: number, note?: string) => void told.push({ done, total, note });
  walked = await walkForwardTrident(panel, { ...options, onProgress });
}, 240_000);
afterAll(async () => {
  ledger.close();
  await rm(folder, { recursive: true, force: true });
});

test("each stretch follows what was trained on, opened through the ledger, which counts", () => {
  expect(walked.steps.map(({ id }) => id)).toEqual(["anchored-1", "last", "unseen"]);
  for (const { train, found, labels } of walked.steps) {
    expect(train.to < found.from).toBe(true);
    expect(labels.origin).toBe("default, not searched");
    expect(found.returns).toHaveLength(found.dates.length);
  }
  // The last six months are part of the first stretch, and the unseen tickers a fifth of its tickers; between them the
  // training of the last six months looked at its own certificate span.
  expect(walked.steps.map(({ looked }) => looked.openings)).toEqual([1, 2, 4]);
  expect(walked.pooled.returns).toEqual(walked.steps[0]!.found.returns);
  expect(walked.combinatorial).toMatchObject({ folds: 15, paths: { length: 5 } });
});

test("progress is of all stretches and the paths, whatever is counted within one", () => {
  expect(new Set(told.map(({ total }) => total))).toEqual(new Set([4]));
  const heard = told.map(({ done }) => done);
  expect(heard).toEqual(heard.toSorted((a, b) => a - b));
  expect([heard[0], heard.at(-1)]).toEqual([0, 4]);
  expect(told[0]!.note).toMatch(/^test, anchored, \d of \d: cluster 1 lightgbm/);
});

test("tickers that are never trained on are in no file of their training", async () => {
  const { unseen } = walkPlans(panel.calendar.length, panel.tickers, { stretches: 1, seed: 42 }).at(-1)!;
  const trained = await readPanel(join(folder, "walk", "unseen", "market.parquet"));
  expect(unseen).toHaveLength(2);
  expect([...trained.tickers, ...unseen!].sort()).toEqual([...panel.tickers].sort());
  expect(walked.steps[2]!.found.tickers).toBe(2);
});

test("a step's bundle is audited: its files are whole, and no decision changes with later bars", async () => {
  const bundle = join(folder, "walk", "anchored-1", "bundle");
  const checks = await auditBundle(bundle, panel, []);
  expect(checks.filter(({ passed }) => !passed)).toEqual([]);
  expect(checks.find(({ id }) => id === "later_bars")!.detail).toMatch(/^[1-9]\d* decisions are the same/);
  // Of a history that is too short for a decision there is none that could change, which is said.
  const short = await auditBundle(bundle, panelBefore(panel, 401), []);
  expect(short.find(({ id }) => id === "later_bars")!.detail).toMatch(/^[1-9]\d* decisions are the same/);
  const none = (await auditBundle(bundle, panelBefore(panel, 300), [])).find(({ id }) => id === "later_bars")!;
  expect(none).toMatchObject({ passed: true, detail: expect.stringMatching(/^there is no decision here .* 400 bars/) });
  // A certificate that begins while the threshold was chosen fails.
  const path = join(bundle, "manifest.json");
  const text = await readFile(path, "utf8");
  const manifest = JSON.parse(text) as { spans: Record<string, { from: string }> };
  manifest.spans.certificate!.from = manifest.spans.calibration!.from;
  await writeFile(path, JSON.stringify(manifest));
  const wrong = await auditBundle(bundle, panel, []).finally(() => writeFile(path, text));
  expect(wrong.filter(({ passed }) => !passed).map(({ id }) => id)).toEqual(["spans"]);
});

test("a bundle that has seen all bars is told 'not enough data', with the years that it would take, and opens nothing", async () => {
  const bundle = join(folder, "walk", "anchored-1", "bundle");
  const [plan] = walkPlans(panel.calendar.length, panel.tickers, { stretches: 1, seed: 42 });
  const known = panelBefore(panel, plan!.train[1]);
  const own = new Ledger(join(folder, "short.sqlite"));
  const found = await outOfSample(await loadBundle(bundle), known, { ledger: own });
  expect([found.dates, found.from, found.notes]).toEqual([[], "", [expect.stringMatching(/own data reach/)]]);
  const checked = await checkBundle(bundle, known, { found, ledger: own });
  own.close();
  expect(checked.looked.openings).toBe(0);
  expect(checked.sentence).toMatch(/^On this evidence: not enough data .* There are 0\.0 years; .* 24\.8 at 0\.5/);
  expect(checked.lines.filter(({ status }) => status === "pass").map(({ id }) => id)).toEqual(["size"]);
  const reliability = laterReliabilityFigure(await laterReliability(await loadBundle(bundle), known, found));
  const shown = [outOfSampleTable(found), checklistTable(checked), expectedTable(checked)];
  const text = [...shown, validationSummary(checked, walked), JSON.stringify(reliability)].join("\n");
  expect(text).not.toMatch(/undefined|NaN|Infinity|\[object|from {2}to/);
});

test("a checklist refuses an audit of another bundle or other bars, and a walk-forward of other bars", async () => {
  const bundle = join(folder, "walk", "anchored-1", "bundle");
  const { sha256 } = await hashFile(join(bundle, "manifest.json"));
  const check = (given: object) => checkBundle(bundle, panel, { ledger, draws: 20, ...given });
  const audit = { checks: [], bars: barsKey(panel), bundle: sha256 };
  await expect(check({ audit: { ...audit, bundle: null } })).rejects.toThrow(/the audit is of no bundle .*--bundle/);
  await expect(check({ audit: { ...audit, bundle: "0" } })).rejects.toThrow("the audit is of another bundle");
  await expect(check({ audit: { ...audit, bars: "0" } })).rejects.toThrow("the audit is of other bars");
  await expect(check({ walked: { ...walked, bars: "0" } })).rejects.toThrow("the walk-forward is of other bars");
  const first = await check({ audit, walked });
  // The same bundle on the same bars, however they are called, is the same look.
  const renamed = { ...panel, tickers: panel.tickers.map((ticker) => `X${ticker}`) };
  expect((await check({})).looked).toEqual(first.looked);
  expect((await checkBundle(bundle, renamed, { ledger, draws: 20 })).looked).toEqual(first.looked);
});

test("how often the stretches were opened counts as trials of the pooled verdict", () => {
  const deflated = walkVerdict(walked, { trials: 3 }).lines.find(({ id }) => id === "deflated_sharpe");
  expect(deflated?.detail).toBe("By 4 trials.");
});

test("the pooled verdict is that of the anchored stretches, whose p beside the blind opponent become one", () => {
  const { lines, status } = walkVerdict(walked, { trials: 3 });
  expect(lines.map(({ id }) => id)).toEqual(expect.arrayContaining(["alpha", "blind", "audit"]));
  expect(lines.find(({ id }) => id === "blind")!.value).toBeCloseTo(walked.steps[0]!.found.blind!.p!, 9);
  expect(status).not.toBe("pass");
  const half = walked.steps[0]!;
  const two = { steps: [half, half], pooled: walked.pooled };
  const p = half.found.blind!.p!;
  expect(walkVerdict(two, { trials: 3 }).lines.find(({ id }) => id === "blind")!.value).toBeCloseTo(
    p * p * (1 - Math.log(p * p)),
    9,
  );
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

test("other draws of the blind opponent are drawn on the same trainings", async () => {
  const bundle = join(folder, "walk", "anchored-1", "bundle");
  const { files } = await readBundle(bundle);
  const model = join(bundle, Object.keys(files).find((file) => file.startsWith("members/"))!);
  const { mtimeMs } = await stat(model);
  const own = new Ledger(join(folder, "again.sqlite"));
  const again = await walkForwardTrident(panel, { ...options, ledger: own, draws: 40, resume: true });
  own.close();
  expect((await stat(model)).mtimeMs).toBe(mtimeMs);
  expect(again.pooled.returns).toEqual(walked.pooled.returns);
  expect(again.steps[0]!.found.blind).not.toEqual(walked.steps[0]!.found.blind);
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

/** The panel with all prices from a session on a tenth higher, and more of it each day: bars that no check refuses. */
function corruptedFrom(panel: Panel, session: number): Panel {
  const wrong = (column: Float64Array<SharedArrayBuffer>): Float64Array<SharedArrayBuffer> => {
    const copy = new Float64Array(new SharedArrayBuffer(column.byteLength));
    column.forEach((value, row) => {
      const days = panel.session[row]! - session;
      copy[row] = days < 0 ? value : value * 1.1 * 1.002 ** days;
    });
    return copy;
  };
  const { open, high, low, close, adjClose } = panel;
  return {
    ...panel,
    ...{ open: wrong(open), high: wrong(high), low: wrong(low), close: wrong(close), adjClose: wrong(adjClose) },
  };
}
