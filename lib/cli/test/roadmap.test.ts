import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";
import { root } from "trident-base/project";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
if (!CHROMIUM) console.log("not run: no Chromium");

const PLOTLY = "application/vnd.plotly.v1+json";

const OWN_FEATURE = `import { defineFeature } from "trident-lab";
export default defineFeature({
  name: "own_range", window: 1, scale: "free",
  compute: ({ high, low, close, length }, out) => { for (let i = 0; i < length; i++) out[i] = (high[i] - low[i]) / close[i]; },
});`;

interface Executed {
  readonly cells: readonly {
    readonly id: string;
    readonly cell_type: string;
    readonly outputs?: readonly { readonly output_type: string; readonly data?: Readonly<Record<string, unknown>> }[];
  }[];
}

let folder = "";
let answer: { report: string; runs: readonly { out: string; status: string }[] };
let executed: readonly Executed[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "roadmap-"));
  const feature = join(folder, "ownRange.ts");
  await writeFile(feature, OWN_FEATURE);
  // Long enough that the last six months are kept back from the training.
  const market = "synthetic:tickers=10,years=3";
  const command = [
    "roadmap",
    "--market",
    market,
    "--profile",
    "micro",
    "--feature",
    feature,
    "--out",
    join(folder, "run"),
    "--json",
  ];
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, "lib", "cli", "trident.mjs"), ...command]);
  answer = JSON.parse(stdout);
  executed = await Promise.all(answer.runs.map(async ({ out }) => JSON.parse(await readFile(out, "utf8")) as Executed));
}, 600_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test("the run says how many trials were made, and of which data", async () => {
  const { provenance } = JSON.parse(await readFile(join(folder, "run", "run.json"), "utf8"));
  expect(provenance.trials).toBeGreaterThan(0);
  expect(provenance.holdoutOpened).toBeTypeOf("number");
  expect(provenance.data).toHaveLength(1);
});

test("every notebook went through, and each cell of notebook 01 that shows something showed it", () => {
  expect(answer.runs.map(({ status }) => status)).toEqual(answer.runs.map(() => "completed"));
  const quiet = new Set(["parameters", "injected-parameters", "validate", "waterfall"]);
  for (const { id, cell_type, outputs } of executed[0]!.cells) {
    if (cell_type === "code" && !quiet.has(id)) expect(outputs, id).not.toEqual([]);
    for (const { output_type, data } of outputs ?? []) {
      expect(output_type, id).toMatch(/^(display_data|stream)$/);
      const text = String(data?.["text/html"] ?? data?.["text/markdown"] ?? "");
      expect(text, id).not.toMatch(/undefined|NaN|\[object/);
    }
  }
});

test("notebook 05 trades bars that the dataset has not seen, and every cell that shows something shows it", async () => {
  const data = join(folder, "run", "data");
  const dataset = JSON.parse(await readFile(join(data, "dataset", "manifest.json"), "utf8"));
  const { notebooks } = JSON.parse(await readFile(join(folder, "run", "run.json"), "utf8"));
  const said = notebooks[4].results;
  expect(said.validation_from).toBeTypeOf("string");
  expect(String(said.validation_from) > dataset.dates.last).toBe(true);
  expect(said.checklist_answer).toMatch(/^(tradable|not tradable|not enough data)$/);
  const quiet = new Set(["parameters", "injected-parameters", "later", "walk"]);
  for (const { id, cell_type, outputs } of executed[4]!.cells) {
    if (cell_type === "code" && !quiet.has(id)) expect(outputs, id).not.toEqual([]);
    for (const { data } of outputs ?? []) {
      const text = String(data?.["text/html"] ?? data?.["text/markdown"] ?? "");
      expect(text, id).not.toMatch(/undefined|NaN|\[object/);
    }
  }
});

test("notebook 06 finds the engines and Node alike, and a week on paper that is its backtest", () => {
  const { notebooks } = JSON.parse(readFileSync(join(folder, "run", "run.json"), "utf8"));
  const { results } = notebooks[5];
  expect(results.engine_difference).toBeLessThan(1e-6);
  expect(results.paper_equals_backtest).toBe(true);
  const quiet = new Set(["parameters", "injected-parameters"]);
  for (const { id, cell_type, outputs } of executed[5]!.cells) {
    if (cell_type === "code" && !quiet.has(id)) expect(outputs, id).not.toEqual([]);
    for (const { data } of outputs ?? []) {
      const text = String(data?.["text/html"] ?? data?.["text/markdown"] ?? "");
      expect(text, id).not.toMatch(/undefined|NaN|\[object/);
    }
  }
});

test("a feature of one's own went through the notebooks and what they made", async () => {
  const isShown = (place: number) => JSON.stringify(executed[place]).includes("own_range");
  expect([isShown(0), isShown(2)]).toEqual([true, true]);
  const data = join(folder, "run", "data");
  const made = await Promise.all(
    ["optuna_best_params.json", "dataset/manifest.json"].map((file) => readFile(join(data, file), "utf8")),
  );
  expect(made.map((text) => text.includes("own_range"))).toEqual([true, true]);
});

describe.runIf(CHROMIUM)("the report, opened as a file in Chromium, offline", () => {
  test("draws every figure, asks for nothing and complains of nothing", async () => {
    const args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
    const browser = await chromium.launch({ executablePath: CHROMIUM!, args });
    try {
      const page = await (await browser.newContext({ offline: true })).newPage();
      const troubles: string[] = [];
      page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
      page.on("pageerror", (error) => troubles.push(error.message));
      page.on("request", (request) => request.url().startsWith("file:") || troubles.push(request.url()));
      await page.goto(pathToFileURL(answer.report).href);
      const figures = executed
        .flatMap(({ cells }) => cells)
        .flatMap(({ outputs = [] }) => outputs.filter(({ data }) => data && PLOTLY in data));
      expect(figures.length).toBeGreaterThan(20);
      const canvases = await page.locator(".canvas").all();
      expect(canvases).toHaveLength(figures.length);
      for (const canvas of canvases) {
        await canvas.scrollIntoViewIfNeeded();
        await canvas.and(page.locator("[data-drawn]")).waitFor({ timeout: 20_000 });
      }
      expect(troubles).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
