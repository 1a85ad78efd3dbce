import { join } from "node:path";
import { venv } from "trident-base/project";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installKernelspec } from "../../client/installKernelspec.ts";
import { findKernelspec } from "../../client/kernelspec.ts";
import { type Kernel, startKernel } from "../../client/startKernel.ts";
import { type Cell, type Output, readNotebook, writeNotebook } from "../../notebook/notebook.ts";
import { code, makeNotebook, temporaryFolders } from "../../test/makeNotebook.ts";
import type { RunEvent, RunResult } from "../events.ts";
import { type RunNotebookOptions, runNotebook } from "../runNotebook.ts";

const newFolder = temporaryFolders();
const home = newFolder();
const kernels = new Map<string, Kernel>();

beforeAll(async () => {
  await installKernelspec({ prefix: home });
  const env = { ...process.env, JUPYTER_DATA_DIR: home, IPYTHONDIR: join(home, "ipython") };
  for (const name of ["tslab", "python3"]) {
    kernels.set(name, await startKernel(await findKernelspec(name, { prefixes: [home, venv] }), { env }));
  }
});
afterAll(() => Promise.all([...kernels.values()].map((kernel) => kernel.shutdown())));

interface Ran extends RunResult {
  /** What each cell shows, as one text each. */
  readonly shown: readonly string[];
  /** Each cell's status under papermill's key. */
  readonly statuses: readonly unknown[];
  readonly events: readonly RunEvent[];
}

/** Runs cells in the kernel of this name, which all runs share, each text as a code cell, and looks at what is on disk then. */
async function run(
  name: "tslab" | "python3",
  sources: readonly (string | Cell)[],
  options: Partial<RunNotebookOptions> = {},
): Promise<Ran> {
  const folder = newFolder();
  const [notebook, out] = [join(folder, "in.ipynb"), join(folder, "out.ipynb")];
  const cells = sources.map((each) => (typeof each === "string" ? code(each) : each));
  await writeNotebook(notebook, makeNotebook(name, cells));
  const events: RunEvent[] = [];
  const kernel = kernels.get(name)!;
  const result = await runNotebook({ notebook, out, kernel, onEvent: (each) => events.push(each), ...options });
  const written = await readNotebook(out);
  const shown = written.cells.map((cell) => ("outputs" in cell ? cell.outputs.map(textOf).join(" | ") : ""));
  const statuses = written.cells.map(({ metadata }) => (metadata.papermill as { status: unknown }).status);
  return { ...result, shown, statuses, events };
}

function textOf(output: Output): string {
  if (output.output_type === "stream") return output.text.trim();
  if (output.output_type === "error") return `${output.ename}: ${output.evalue}`;
  return String(output.data["text/plain"]);
}

const WAIT = 'await new Promise((r) => setTimeout(r, 600)); "done"';

describe("what a cell of our kernel started and did not await", () => {
  test("prints and fails in its own cell, while another one runs; nothing runs after that", async () => {
    const work =
      'async function work() { await new Promise((r) => setTimeout(r, 200)); console.log("half way"); throw new Error("backtest failed"); }\nwork(); "started"';
    const { status, failure, shown, statuses } = await run("tslab", [work, WAIT, "1"]);
    expect(shown).toEqual(["'started' | half way | Error: backtest failed", "'done'", ""]);
    expect(statuses).toEqual(["failed", "completed", "pending"]);
    expect(status).toBe("failed");
    expect(failure).toMatchObject({ cell: 1, cause: "Error: backtest failed" });
  });

  test.each([
    ["a rejection", 'Promise.reject(new Error("lost")); 5'],
    ["a rejection with what is no error", 'Promise.reject("lost"); 5'],
    ["a timer", 'setTimeout(() => { throw new Error("lost"); }, 100); 5'],
    ["a microtask", 'queueMicrotask(() => { throw new Error("lost"); }); 5'],
    ["the next tick", 'process.nextTick(() => { throw new Error("lost"); }); 5'],
    [
      "an event that nobody listens to",
      'import { EventEmitter } from "node:events";\nconst e = new EventEmitter(); setTimeout(() => e.emit("error", new Error("lost")), 50); 5',
    ],
    ["a stream", 'import { createReadStream } from "node:fs";\nconst s = createReadStream("/lost"); 5'],
    [
      "a thread",
      'import { Worker } from "node:worker_threads";\nconst w = new Worker("setTimeout(() => { throw new Error(\'lost\') }, 100)", { eval: true }); 5',
    ],
  ])("fails the run where nobody handles %s, also after the last cell", async (_, source) => {
    const { status, failure, shown, statuses } = await run("tslab", [source]);
    expect(shown[0]).toMatch(/^5 \| .*lost|.*lost.* \| 5$/);
    expect(statuses).toEqual(["failed"]);
    expect(status).toBe("failed");
    expect(failure!.cause).toContain("lost");
  });

  test("an end of the process fails the run", async () => {
    const { status, failure, shown } = await run("tslab", ["setTimeout(() => process.exit(3), 100); 5"]);
    expect(status).toBe("failed");
    expect(failure!.cause).toMatch(/^RunnerDied: .*exit code 3/);
    expect(shown[0]).toMatch(/RunnerDied/);
  });

  test("is waited for after the last cell: prints, displays and their updates, what threads and children print", async () => {
    const { status, shown } = await run("tslab", [
      'import { spawn } from "node:child_process";\nimport { Worker } from "node:worker_threads";\nconst child = spawn("sh", ["-c", "sleep 0.3; echo child"]); child.stdout.pipe(process.stdout, { end: false }); undefined',
      'Jupyter.display("first", { id: "a" }); setTimeout(() => Jupyter.display("second", { id: "a", update: true }), 300); undefined',
      'const w = new Worker("setTimeout(() => console.log(1 + 1), 300)", { eval: true }); undefined',
      'setTimeout(() => { Jupyter.display("shown"); setTimeout(() => console.log("printed"), 200); }, 200); undefined',
    ]);
    expect(status).toBe("completed");
    expect(shown).toEqual(["child", "'second'", "2", "'shown' | printed"]);
  });

  test("is not waited for longer than is said, which is told and no error", async () => {
    const { status, events, seconds } = await run(
      "tslab",
      ["const beat = setInterval(() => {}, 1000); 1", "setTimeout(() => {}, 1000).unref(); 2"],
      { settle: 0.3 },
    );
    expect(status).toBe("completed");
    expect(seconds).toBeLessThan(20);
    expect(events).toContainEqual({ type: "complaint", text: expect.stringMatching(/^0\.3 s after .*: Timeout$/) });
    const calm = await run("tslab", ["clearInterval(beat);", "setTimeout(() => {}, 60_000).unref(); 2"]);
    expect(calm.events.filter(({ type }) => type === "complaint")).toEqual([]);
  });

  test("may fail in a cell tagged raises-exception, now or later", async () => {
    const { status, statuses, shown } = await run("tslab", [
      code('setTimeout(() => { throw new Error("meant"); }, 100); throw new Error("too")', ["raises-exception"]),
      WAIT,
    ]);
    expect(status).toBe("completed");
    expect(statuses).toEqual(["completed", "completed"]);
    expect(shown[0]).toBe("Error: too | Error: meant");
  });
});

describe("what a Python cell started and did not await", () => {
  const threads = (body: string) =>
    `import threading, time\ndef work():\n    time.sleep(0.3)\n    ${body}\nthreading.Thread(target=work).start()`;

  test("prints in its own cell, while another one runs and after the last", async () => {
    const { status, shown } = await run("python3", [
      threads("print('first')"),
      "import time; time.sleep(0.6); print('second')",
      "import asyncio\nasync def work():\n    await asyncio.sleep(0.3)\n    print('third')\ntask = asyncio.create_task(work())",
      threads("time.sleep(0.3); print('fourth')"),
    ]);
    expect(status).toBe("completed");
    expect(shown).toEqual(["first", "second", "third", "fourth"]);
  });

  test.each([
    ["a thread", threads("raise RuntimeError('lost')")],
    [
      "a task",
      "import asyncio\nasync def work():\n    await asyncio.sleep(0.3)\n    raise RuntimeError('lost')\nasyncio.create_task(work());",
    ],
    [
      "a task that a variable holds",
      "import asyncio\nasync def work():\n    await asyncio.sleep(0.3)\n    raise RuntimeError('lost')\ntask = asyncio.create_task(work())",
    ],
    [
      "a callback",
      "import asyncio\nasyncio.get_running_loop().call_later(0.2, lambda: 1 / 0)\nawait asyncio.sleep(0.4)",
    ],
  ])("fails the run where nobody handles an error of %s", async (_, source) => {
    const { status, shown } = await run("python3", [source]);
    expect(status).toBe("failed");
    expect(shown[0]).toMatch(/RuntimeError: lost|ZeroDivisionError/);
  });

  test("fails every run, also where the error takes the place that one of an earlier run had in memory", async () => {
    const late = "import asyncio\nasync def work():\n    raise RuntimeError('lost')\nasyncio.create_task(work());";
    for (let again = 0; again < 8; again++) expect((await run("python3", [late])).status).toBe("failed");
  });

  test("is not waited for where it is an idle pool or a daemon, nor longer than is said", async () => {
    const pool =
      "from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor(2)\nprint(pool.submit(lambda: 1).result())";
    const idle = await run("python3", [
      pool,
      "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
    ]);
    expect(idle.events.filter(({ type }) => type === "complaint")).toEqual([]);
    const busy = await run("python3", [`${pool}\nimport time\npool.submit(time.sleep, 2)\nNone`], { settle: 0.3 });
    expect(busy.status).toBe("completed");
    expect(busy.events).toContainEqual({ type: "complaint", text: expect.stringMatching(/^0\.3 s after /) });
  });
});
