import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formatNotebook } from "../notebook/notebook.ts";
import { executedHash } from "../runs/executedHash.ts";
import { code, makeNotebook, temporaryFolders } from "../test/makeNotebook.ts";
import { diffRuns } from "./diffRuns.ts";
import { readRun } from "./readRun.ts";
import { diffLines, renderDiff } from "./renderDiff.ts";
import { renderReport } from "./renderReport.ts";

const newFolder = temporaryFolders();

const verdict = {
  title: "Tradable?",
  status: "fail",
  lines: [
    {
      id: "sharpe",
      title: "Sharpe",
      status: "fail",
      value: 0.4,
      threshold: ">= 3.5",
      interval: [-0.2, 1],
      detail: "short by 3.1",
    },
  ],
};

function record(change: object = {}) {
  return {
    format: 1,
    status: "failed",
    started: "2026-01-02T03:04:05Z",
    seconds: 3700,
    parameters: { market: "synthetic" },
    profile: "quick",
    seed: 42,
    notebooks: [
      { notebook: "b.ipynb", out: "b.ipynb", status: "completed", results: { accuracy: 0.5 } },
      { notebook: "a.ipynb", out: "a.ipynb", status: "failed", failure: "a.ipynb: the kernel was killed for memory" },
      { notebook: "c.ipynb", out: "c.ipynb", status: "skipped" },
    ],
    provenance: {
      commit: { id: "abc123", dirty: true },
      packages: { zod: "4.6.7" },
      gpu: "H100",
      machine: { system: "Linux", cpu: "EPYC", cores: 2, memory: 8e9 },
      data: [{ name: "bars <46>", rows: 5, bytes: 1500, sha256: "beef", notes: ["survivorship-biased"] }],
      trials: 100,
      holdoutOpened: 1,
    },
    ...change,
  };
}

function runFolder(files: Readonly<Record<string, unknown>>): string {
  const folder = newFolder();
  for (const name of ["a", "b", "c"]) {
    writeFileSync(join(folder, `${name}.ipynb`), formatNotebook(makeNotebook("tslab", [code(name)])));
  }
  for (const [name, value] of Object.entries(files)) {
    writeFileSync(join(folder, name), typeof value === "string" ? value : JSON.stringify(value));
  }
  return folder;
}

test("a run's page has its failures, verdict and provenance; notebooks go as they ran, without those that did not", async () => {
  const run = await readRun(runFolder({ "run.json": record(), "verdict.json": verdict }));
  expect(run.notebooks.map(({ name }) => name)).toEqual(["b", "a"]);
  const html = await renderReport({ title: "T", ...run });
  const text = html
    .replace(/<(style|script)[\s\S]*?<\/\1>/g, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");
  expect(text).toContain("a a.ipynb: the kernel was killed for memory c not run");
  expect(text).toContain("Of 1 question 0 passed, 1 failed, 0 lack the data");
  expect(text).toMatch(/Sharpe short by 3.1 ✕ fail 0.4 &gt;= 3.5 -0.2 to 1/);
  expect(text).toContain("Data: bars &lt;46&gt; : survivorship-biased.");
  for (const fact of [
    "abc123, with changes",
    "trials made 100",
    "holdout opened 1 time ",
    "H100",
    "8.0 GB",
    "1 h 1 min",
    "seed 42",
    "zod 4.6.7",
    "sha256 beef",
  ]) {
    expect(text, fact).toContain(fact);
  }
  expect(html.indexOf('class="failures"')).toBeLessThan(html.indexOf('id="verdict"'));
});

test("broken files become lines, and the rest is shown", async () => {
  const folder = runFolder({ "run.json": "{", "verdict.json": { ...verdict, status: "yes" }, "b.ipynb": "[]" });
  const run = await readRun(folder);
  expect(run.notebooks.map(({ name }) => name)).toEqual(["a", "c"]);
  expect(run.complaints).toEqual([
    { text: expect.stringContaining("run.json") },
    { text: expect.stringMatching(/^The verdict is not valid: status: .* \(verdict\.json\)$/) },
    { text: expect.stringContaining("b.ipynb") },
  ]);
  const html = await renderReport({ title: "T", ...run });
  expect(html).toContain("3 complaints: ");
  expect(html).toContain("This run left no record");
  const bare = await readRun(runFolder({}));
  expect(bare).toMatchObject({ complaints: [], notebooks: [{ name: "a" }, { name: "b" }, { name: "c" }] });
  expect(bare.record ?? bare.verdict).toBeUndefined();
});

test("a notebook that the run executed and that is gone is named, in the report and in a comparison", async () => {
  const folder = runFolder({ "run.json": record() });
  const whole = await readRun(folder);
  rmSync(join(folder, "b.ipynb"));
  const run = await readRun(folder);
  expect(run.notebooks.map(({ name }) => name)).toEqual(["a"]);
  const text = "its file is missing, though the run's record has it as completed";
  expect(run.complaints).toEqual([{ notebook: "b", text }]);
  const html = await renderReport({ title: "T", ...run });
  expect(html).toContain("<b>b</b><span>its file is missing, though the run&#39;s record has it as completed</span>");
  expect(html).toContain('<th scope="row">b</th><td>completed; its file is not there</td>');
  expect(diffRuns(whole, run).notes.join()).toContain("b: its file is missing");
});

test("notebooks that lie beside those of the run are left out, and said to be", async () => {
  const folder = runFolder({ "run.json": record() });
  writeFileSync(join(folder, "older.ipynb"), formatNotebook(makeNotebook("tslab", [code("of another run")])));
  const run = await readRun(folder);
  const complaints = [{ text: expect.stringMatching(/not of this run and are left out: older\.ipynb$/) }];
  expect(run).toMatchObject({ notebooks: [{ name: "b" }, { name: "a" }], complaints });
  const html = await renderReport({ title: "T", ...run });
  expect(html).toContain("One complaint: ");
  expect(html).not.toContain("of another run");
});

test("a notebook that was edited after its run is named on top and at its head", async () => {
  const [a, b] = record().notebooks;
  const run = (executedHash: string) =>
    readRun(runFolder({ "run.json": record({ notebooks: [a, { ...b, executedHash }] }) }));
  const html = await renderReport({ title: "T", ...(await run("of other outputs")) });
  expect(html).toMatch(/<a href="#notebook-2">a<\/a><span>it was edited after the run: /);
  expect(html.match(/<span class="state failed">edited<\/span>/g)).toHaveLength(1);
  const whole = await run(executedHash(makeNotebook("tslab", [code("a")])));
  expect(await renderReport({ title: "T", ...whole })).not.toContain("edited after the run");
});

test.each([
  ["with a record", { "run.json": record({ parameters: {}, profile: null, seed: null }) }],
  ["without one", {}],
])("parameters that kept their default have it in the provenance, and make no difference, %s", async (_, files) => {
  const declaring = code('const profile: string = "quick";\nlet seed = 42;\nconst rows = 1_000;', ["parameters"]);
  const withParameters = (parameters: object) => {
    const notebook = makeNotebook("tslab", [declaring]);
    return formatNotebook({ ...notebook, metadata: { ...notebook.metadata, papermill: { parameters } as never } });
  };
  const run = (given: object) =>
    readRun(runFolder({ ...files, "a.ipynb": withParameters(given), "b.ipynb": withParameters({}) }));
  const kept = await run({});
  const alike = await run({ seed: 42, profile: "quick" });
  expect(diffRuns(kept, alike).sections.flatMap(({ changes }) => changes)).toEqual([]);
  expect(diffRuns(kept, await run({ seed: 7 })).sections[0]!.changes).toEqual(
    expect.arrayContaining([{ name: "a: seed", a: undefined, b: 7 }]),
  );
  if (kept.record) {
    const html = await renderReport({ title: "T", ...kept });
    expect(html).toContain("<dt>seed</dt><dd>42 (default)</dd>");
    expect(html).toContain("<dt>profile</dt><dd>quick (default)</dd>");
    expect(await renderReport({ title: "T", ...alike })).toContain("<dt>seed</dt><dd>42</dd>");
  }
});

test("two runs: what changed in parameters, data, results, verdict and packages, and nothing else", async () => {
  const a = await readRun(runFolder({ "run.json": record(), "verdict.json": verdict }));
  const { provenance, notebooks } = record();
  const changed = record({
    started: "2026-02-02T03:04:05Z",
    seed: 43,
    notebooks: [{ ...notebooks[0], results: { accuracy: 0.625, edge: 1 } }, ...notebooks.slice(1)],
    provenance: { ...provenance, packages: { zod: "5.0.0" }, data: [{ ...provenance.data[0], sha256: "cafe" }] },
  });
  const passed = { ...verdict, lines: [{ ...verdict.lines[0], status: "pass" }] };
  const b = await readRun(runFolder({ "run.json": changed, "verdict.json": passed }));
  const diff = diffRuns(a, b);
  expect(Object.fromEntries(diff.sections.map(({ id, changes }) => [id, changes]))).toEqual({
    parameters: [{ name: "seed", a: 42, b: 43 }],
    data: [{ name: "bars <46>: sha256", a: "beef", b: "cafe" }],
    results: [
      { name: "b: accuracy", a: 0.5, b: 0.625 },
      { name: "b: edge", a: undefined, b: 1 },
    ],
    verdict: [{ name: "sharpe: status", a: "fail", b: "pass" }],
    notebooks: [],
    environment: [{ name: "package zod", a: "4.6.7", b: "5.0.0" }],
  });
  expect(diffLines(diff)).toContain("  b: accuracy: 0.5 -> 0.625 (+0.125)");
  const html = await renderDiff(diff);
  expect(html).toContain(
    '<th scope="row">bars &lt;46&gt;: sha256</th><td><del>beef</del></td><td><ins>cafe</ins></td>',
  );
  expect(diffRuns(a, a).sections.every(({ changes }) => changes.length === 0)).toBe(true);
  expect(diffRuns(a, await readRun(runFolder({}))).notes.join()).toContain("has no run.json");
});
