import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { venv } from "trident-base/project";
import { beforeEach, expect, test } from "vitest";
import { readNotebook, writeNotebook } from "../notebook/notebook.ts";
import { diffRuns } from "../report/diffRuns.ts";
import { readRun } from "../report/readRun.ts";
import { renderReport } from "../report/renderReport.ts";
import { code, makeNotebook, markdown, temporaryFolders } from "../test/makeNotebook.ts";
import { cleanRun } from "./cleanRun.ts";
import { complaintsOf } from "./complaints.ts";
import { estimateRun } from "./estimateRun.ts";
import { type ExecutePlanOptions, executePlan } from "./executePlan.ts";
import { type PlanRunOptions, planRun } from "./planRun.ts";
import { readRunRecord } from "./record.ts";

const newFolder = temporaryFolders();

let folder: string;
let out: string;
beforeEach(() => {
  folder = newFolder();
  out = join(folder, "runs", "one");
});

/** Says that it ran, so that a test sees whether it ran again. */
const TRACE = "open('trace', 'a').write(NAME)";

async function put(name: string, source: string, trident: { needs?: string[]; makes?: string[] } = {}, title = "T") {
  const cells = [markdown(title), code("n: int = 1", ["parameters"]), code(`NAME = '${name}'\n${TRACE}`), code(source)];
  const notebook = makeNotebook("python3", cells);
  await writeNotebook(join(folder, `${name}.ipynb`), { ...notebook, metadata: { ...notebook.metadata, trident } });
}

async function run(options: Partial<PlanRunOptions & ExecutePlanOptions> = {}) {
  const events: string[] = [];
  const prefixes = [venv];
  const plan = await planRun({ sources: [folder], out, project: folder, prefixes, ...options });
  const record = await executePlan(plan, {
    environment: "1",
    surroundings: { commit: null, packages: {}, python: {}, machine: {}, gpu: null },
    onEvent: (name, { type }) => events.push(`${name} ${type}`),
    ...options,
  });
  return { record, events, plan, status: record.notebooks.map(({ status }) => status) };
}

/** The names of the notebooks that ran since the last call. */
function traces(): string {
  const names = readFileSync(join(folder, "trace"), "utf8");
  writeFileSync(join(folder, "trace"), "");
  return names;
}

test("a run is recorded; one that resumes runs only what stands on something that has changed", async () => {
  const file = "import json\njson.dump(n, open('x.json', 'w'))";
  await put("b", "print(json.load(open('x.json')))".replace("print", "import json\nprint"), { needs: ["x.json"] });
  await put("c", file, { makes: ["x.json"] });
  const first = await run({ values: { n: 5 } });
  expect(first.status).toEqual(["completed", "completed"]);
  expect(first.record.notebooks.map(({ out }) => out)).toEqual(["c.ipynb", "b.ipynb"]);
  expect(traces()).toBe("cb");
  expect(await readRunRecord(out)).toEqual(JSON.parse(JSON.stringify(first.record)));
  expect(first.record).toMatchObject({ status: "completed", pid: process.pid, parameters: { n: 5 } });

  const resumed = async (options: Parameters<typeof run>[0] = {}) => {
    const { record, status } = await run({ values: { n: 5 }, resume: true, ...options });
    expect(status).toEqual(["completed", "completed"]);
    expect(record.notebooks.map(({ skipped }) => skipped)).toHaveLength(2);
    return traces();
  };
  expect(await resumed()).toBe("");
  await put("b", "import json\nprint(json.load(open('x.json')))", { needs: ["x.json"] }, "another title");
  expect(await resumed()).toBe("");
  expect((await readNotebook(join(out, "b.ipynb"))).cells[0]!.source).toBe("another title");
  // The file is made again with the same content, so that what needs it need not run.
  await put("c", `${file}\n# changed`, { makes: ["x.json"] });
  expect(await resumed()).toBe("c");
  writeFileSync(join(folder, "x.json"), "6");
  expect(await resumed()).toBe("c");
  expect(await resumed({ values: { n: 7 } })).toBe("cb");
  writeFileSync(join(out, "b.ipynb"), "{");
  expect(await resumed({ values: { n: 7 } })).toBe("b");

  const plan = await planRun({ sources: [folder], out, project: folder, prefixes: [venv] });
  expect(await estimateRun(plan)).toMatchObject({ unknown: [], seconds: expect.any(Number) });
  writeFileSync(join(out, "notes.txt"), "mine");
  expect(await cleanRun(out)).toMatchObject({ left: ["notes.txt"] });
  await expect(cleanRun(out)).rejects.toThrow("holds no run");
});

test("when one fails, those that need it are not run and the others go on; or everything stops", async () => {
  await put("a", "1 / 0", { makes: ["a"] });
  await put("b", "1", { needs: ["a"], makes: ["b"] });
  await put("c", "1", { needs: ["b"] });
  await put("d", "import time; time.sleep(n)");
  const { record, status } = await run({ jobs: 2 });
  expect(status).toEqual(["failed", "skipped", "skipped", "completed"]);
  expect(record.status).toBe("failed");
  expect(record.notebooks[0]!.failure).toMatch(/a\.ipynb, cell 4: ZeroDivisionError: division by zero$/);
  expect(record.notebooks[2]!.failure).toBe("c: not run, since b did not complete");
  traces();
  const fast = await run({ jobs: 2, failFast: true, values: { n: 60 } });
  expect(fast.status).toEqual(["failed", "skipped", "skipped", "interrupted"]);
});

test("what is refused is refused before anything runs", async () => {
  await put("a", "1");
  await expect(run({ values: { n: 1.5 } })).rejects.toThrow(/'n' is of type int, not number: 1.5 \(.*a\.ipynb\)/);
  await expect(run({ texts: { n: "many" } })).rejects.toThrow("'n' is of type int");
  await expect(run({ values: { m: 1 } })).rejects.toThrow("no notebook has the parameter m (a.ipynb). They have n");
  await put("b", "1", { needs: ["nowhere"] });
  await expect(run()).rejects.toThrow("b needs 'nowhere', which is not there");
  expect(await readRunRecord(out)).toBeUndefined();
});

test("an executed notebook that was changed is not taken over, and is said to be changed", async () => {
  await put("a", "print('accuracy 0.51')");
  await put("b", "1");
  const { record } = await run();
  expect((await readRun(out)).notebooks.map(({ edited }) => edited)).toEqual([undefined, undefined]);
  traces();
  const path = join(out, "a.ipynb");
  writeFileSync(path, readFileSync(path, "utf8").replace("accuracy 0.51\\n", "accuracy 0.91\\n"));
  expect((await readRun(out)).notebooks).toMatchObject([{ name: "a", edited: true }, { name: "b" }]);
  expect((await readRun(path)).notebooks).toMatchObject([{ name: "a", edited: true }]);
  const again = await run({ resume: true });
  expect(traces()).toBe("a");
  expect(again.events).toEqual(expect.arrayContaining(["a complaint", "b resumed"]));
  expect(again.record.notebooks[0]!.complaints).toEqual([{ text: expect.stringContaining("was changed") }]);
  expect(again.record.notebooks[0]!.executedHash).toBe(record.notebooks[0]!.executedHash);
  expect((await readRun(out)).notebooks.map(({ edited }) => edited)).toEqual([undefined, undefined]);
});

test("notebooks of other runs in the folder are named, and are not read as results of this one", async () => {
  await put("a", "1");
  await run();
  await rename(join(folder, "a.ipynb"), join(folder, "b.ipynb"));
  const { record, events } = await run();
  expect(record.otherNotebooks).toEqual(["a.ipynb"]);
  expect(events).toContain("one complaint");
  expect((await readRun(out)).notebooks.map(({ name }) => name)).toEqual(["b"]);
});

test("defaults are recorded as values are, so that runs that are alike do not differ", async () => {
  await put("a", "1");
  const { record } = await run();
  expect(record.parameters).toEqual({ n: 1 });
  expect(record.notebooks[0]).toMatchObject({ parameters: { n: 1 }, given: [] });
  const [byDefault, given] = [await readRun(out), (await run({ texts: { n: "1" } })) && (await readRun(out))];
  expect(given.record!.notebooks[0]).toMatchObject({ parameters: { n: 1 }, given: ["n"] });
  expect(diffRuns(byDefault, given).sections.find(({ id }) => id === "parameters")!.changes).toEqual([]);
});

test("an error that nothing handled fails the run", async () => {
  const thread = (body: string) =>
    `import threading, time\ndef work():\n    time.sleep(0.2)\n    ${body}\nthreading.Thread(target=work).start()`;
  await put("a", thread("raise RuntimeError('lost')"));
  const { record } = await run();
  expect(record.status).toBe("failed");
  const failure = expect.stringMatching(/a\.ipynb, cell 4: RuntimeError: lost$/);
  expect(record.notebooks).toMatchObject([{ status: "failed", failure, complaints: [] }]);
  // One that failed late is on top of the page as any other that failed.
  const page = await renderReport({ title: "T", ...(await readRun(out)) });
  expect(page).toMatch(
    /<h2>One cell failed<\/h2><ul><li><a href="#notebook-1-cell-4">a, cell 4<\/a><span>RuntimeError/,
  );
});

test("all that a run and its files complain of is in its record, again when it is resumed, and on top of its page", async () => {
  const published = JSON.stringify({ "application/vnd.trident.provenance+json": { complaints: ["other <bars>"] } });
  const say = `get_ipython().display_pub.publish(${published})`;
  await put("a", `import threading, time\nthreading.Thread(target=lambda: time.sleep(8)).start()\n${say}`);
  // A kernel that never says that it is idle again has lost track of its cell.
  await put("b", "get_ipython().kernel._publish_status = lambda *a, **k: None");
  await put("c", "1");
  await put("d", "1");
  const options = { sources: ["a", "b", "c", "d"].map((name) => join(folder, `${name}.ipynb`)), jobs: 2 };
  await run(options);
  await writeNotebook(join(out, "older.ipynb"), makeNotebook("python3", []));
  const said = [
    { text: expect.stringMatching(/not of this run .*: older\.ipynb$/) },
    { notebook: "a", text: expect.stringMatching(/^5 s after the last cell .*Thread/) },
    { notebook: "a", cell: 4, text: "other <bars>" },
    { notebook: "b", cell: 4, text: expect.stringContaining("output is missing") },
  ];
  const resumed = await run({ ...options, resume: true });
  expect(resumed.record.notebooks.map(({ skipped }) => skipped)).toEqual([true, true, true, true]);
  expect(complaintsOf(resumed.record)).toEqual(said);
  expect(resumed.events).toEqual(expect.arrayContaining(["one complaint", "a complaint", "b complaint"]));
  expect((await readRun(out)).complaints).toEqual(said);
  // Without a record the notebook itself has what its run said of it.
  expect((await readRun(join(out, "b.ipynb"))).complaints).toEqual(said.slice(-1));

  const edited = await readNotebook(join(out, "c.ipynb"));
  await writeNotebook(join(out, "c.ipynb"), { ...edited, cells: edited.cells.slice(1) });
  rmSync(join(out, "d.ipynb"));
  const html = await renderReport({ title: "T", ...(await readRun(out)) });
  const [block] = /<section class="failures complaints"[\s\S]*?<\/section>/.exec(html)!;
  expect(block).toContain("6 complaints: ");
  for (const line of [
    "<li><span>the run&#39;s folder holds notebooks",
    '<a href="#notebook-1">a</a><span>5 s after',
    '<a href="#notebook-1-cell-4">a, cell 4</a><span>other &lt;bars&gt;',
    '<a href="#notebook-2-cell-4">b, cell 4</a><span>it printed more',
    '<a href="#notebook-3">c</a><span>it was edited after the run',
    "<b>d</b><span>its file is missing",
  ]) {
    expect(block).toContain(line);
  }
});

test("what a run makes lies in its work folder; what it needs from elsewhere is named", async () => {
  const work = join(folder, "work");
  mkdirSync(work, { recursive: true });
  const env = { ...process.env, WORK: work };
  const write = "import json, os\njson.dump(n, open(os.path.join(os.environ['WORK'], 'made.json'), 'w'))";
  await put("maker", write, { makes: ["made.json"] });
  await put("user", "1", { needs: ["made.json"] });
  const { record } = await run({ sources: ["maker", "user"].map((name) => join(folder, `${name}.ipynb`)), work, env });
  expect(record.notebooks.map(({ status, complaints }) => [status, complaints])).toEqual([
    ["completed", []],
    ["completed", []],
  ]);
  expect(existsSync(join(work, "made.json"))).toBe(true);

  rmSync(join(work, "made.json"));
  writeFileSync(join(folder, "made.json"), "2");
  const alone = await run({ sources: [join(folder, "user.ipynb")], work, env });
  expect(alone.record.notebooks[0]!.complaints).toEqual([
    { text: `made.json is not of this run: it is taken from ${join(folder, "made.json")}` },
  ]);
});
