import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { venvProgram } from "trident-base/project";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findKernelspec } from "../../client/kernelspec.ts";
import { type Kernel, startKernel } from "../../client/startKernel.ts";
import { type Cell, formatNotebook, type Output, readNotebook, writeNotebook } from "../../notebook/notebook.ts";
import { code, makeNotebook, markdown, temporaryFolders } from "../../test/makeNotebook.ts";
import { installStockTslab } from "../../test/stockTslab.ts";
import { complaintsIn } from "../complaints.ts";
import type { RunEvent, RunResult } from "../events.ts";
import { type RunNotebookOptions, runNotebook } from "../runNotebook.ts";

const newFolder = temporaryFolders();

const folder = newFolder();
const prefix = join(folder, "prefix");
let kernel: Kernel;
let runs = 0;

async function run(cells: readonly Cell[], options: Partial<RunNotebookOptions> = {}): Promise<RunResult> {
  const path = join(folder, `run-${++runs}.ipynb`);
  await writeNotebook(path, makeNotebook("tslab", cells));
  return runNotebook({ notebook: path, out: join(folder, "out", `run-${runs}.ipynb`), kernel, ...options });
}

function outputsOf(result: RunResult, index: number): readonly Output[] {
  const cell = result.notebook.cells[index]!;
  return cell.cell_type === "code" ? cell.outputs : [];
}

function printed(result: RunResult, index: number, name = "stdout"): string {
  const output = outputsOf(result, index).find((found) => found.output_type === "stream" && found.name === name);
  return output?.output_type === "stream" ? output.text : "";
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\bZ\b/.test(existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, "utf8") : "");
  } catch {
    return false;
  }
}

describe("a notebook on stock tslab", () => {
  beforeAll(async () => {
    installStockTslab(prefix);
    kernel = await startKernel(await findKernelspec("tslab", { prefixes: [prefix] }), { cwd: process.cwd() });
  });
  afterAll(() => kernel?.shutdown());

  test("runs with its parameters, and nbformat finds the result valid", async () => {
    const events: RunEvent[] = [];
    const result = await run(
      [
        markdown("# Title"),
        code('let market: string = "synthetic";\nlet seed = 1;\nconst names: string[] = ["a"];', ["parameters"]),
        code("console.log(market.toUpperCase(), seed + 1, names.length);"),
        code('import { display } from "tslab";\ndisplay.html("<b>bold</b>");'),
        code("  "),
        code("seed"),
      ],
      { parameters: { market: "spy", seed: 7, names: ["x", "y"] }, onEvent: (event) => events.push(event) },
    );
    expect(result.failure).toBeUndefined();
    expect(printed(result, 3)).toBe("SPY 8 2\n");
    expect(outputsOf(result, 4)).toEqual([
      { output_type: "display_data", data: { "text/html": "<b>bold</b>" }, metadata: {} },
    ]);
    expect(printed(result, 6)).toBe("7\n");
    const script = "import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], 4))";
    execFileSync(venvProgram("python"), ["-c", script, result.out]);
    const written = await readNotebook(result.out);
    expect(formatNotebook(written)).toBe(readFileSync(result.out, "utf8"));
    expect(written.metadata.papermill).toMatchObject({
      default_parameters: { market: "synthetic", seed: 1, names: ["a"] },
      parameters: { market: "spy", seed: 7, names: ["x", "y"] },
      exception: null,
    });
    expect(written.cells[3]!.metadata.papermill).toMatchObject({ status: "completed", exception: false });
    expect(Object.keys(written.cells[3]!.metadata.execution as object)).toContain("shell.execute_reply");
    expect(events.map(({ type }) => type).filter((type) => type !== "printed")).toEqual([
      "started",
      "kernel-ready",
      ...Array(5).fill(["cell-started", "cell-ended"]).flat(),
      "ended",
    ]);
  });

  test("stops at the first error, which is named in one line and marked in the file", async () => {
    const result = await run([code("1 + 1"), code('throw new TypeError("no\\nluck");'), code("console.log(3)")]);
    expect(result.status).toBe("failed");
    expect(result.failure).toMatchObject({ cell: 2, id: "cell-2", cause: "TypeError: no" });
    expect(result.failure!.message).toMatch(/^\S+run-\d+\.ipynb, cell 2: TypeError: no$/);
    expect(outputsOf(result, 1).at(-1)).toMatchObject({ output_type: "error", ename: "TypeError" });
    const [, failed, after] = (await readNotebook(result.out)).cells;
    expect(failed!.metadata.papermill).toMatchObject({ status: "failed", exception: true });
    expect(after!.metadata.papermill).toMatchObject({ status: "pending", start_time: null });
    expect(after).toMatchObject({ execution_count: null, outputs: [] });
  });

  test("goes on after a cell tagged raises-exception, though tslab aborts what comes next", async () => {
    const result = await run([
      code('throw new RangeError("planned");', ["raises-exception"]),
      code("console.log('after')"),
    ]);
    expect(result.status).toBe("completed");
    expect(outputsOf(result, 0).at(-1)).toMatchObject({ ename: "RangeError", evalue: "planned" });
    expect(printed(result, 1)).toBe("after\n");
  });

  test("names a type error", async () => {
    const result = await run([code('const count: number = "three";')]);
    expect(result.failure?.cause).toContain("Type 'string' is not assignable to type 'number'");
  });

  // Kernels of their own: stock tslab does not always live through an interrupt on a busy machine.
  const own = { kernel: "tslab", prefixes: [prefix] };

  test("a cell that runs too long is stopped", async () => {
    const result = await run([code("while (true) {}")], { ...own, timeout: 0.5 });
    expect(result.status).toBe("failed");
    expect(result.failure?.cause).toBe("TimeoutError: The cell ran longer than 0.5 s");
  });

  test("an abort stops calmly with what was there", async () => {
    const stop = new AbortController();
    const result = await run([code("console.log('begun'); await new Promise(() => {});")], {
      ...own,
      signal: stop.signal,
      onEvent: (event) => event.type === "printed" && event.text.includes("begun") && stop.abort(),
    });
    expect(result.status).toBe("interrupted");
    expect(printed(result, 0)).toBe("begun\n");
    expect((await readNotebook(result.out)).metadata.papermill).toMatchObject({ exception: true });
  });

  test("20,000 lines end the cell, complete or said not to be", async () => {
    const result = await run([code("for (let i = 0; i < 20000; i++) console.log(i);"), code("console.log('next')")], {
      idleGrace: 0.5,
    });
    expect(result.status).toBe("completed");
    const lines = printed(result, 0).trimEnd().split("\n").length;
    const note = result.notebook.cells[0]!.metadata.trident;
    if (lines < 20_000) expect(note).toEqual({ output: "incomplete" });
    if (note)
      expect(complaintsIn(result.notebook)).toMatchObject([
        { cell: 1, text: expect.stringMatching(/output is missing/) },
      ]);
    expect(printed(result, 1)).toBe("next\n");
  });

  test("a kernel that dies fails its cell", async () => {
    const result = await run(
      [code("console.log('before')"), code("process.exit(7); await new Promise(() => {});"), code("3")],
      {
        kernel: "tslab",
        prefixes: [prefix],
      },
    );
    expect(result.failure?.cell).toBe(2);
    expect(result.failure?.message).toMatch(/cell 2: KernelError: The kernel 'tslab' died \(exit code 7\)/);
    expect(outputsOf(result, 1).at(-1)).toMatchObject({ output_type: "error", ename: "KernelError" });
    expect(printed(result, 0)).toBe("before\n");
  });

  test("what is refused is refused before a kernel starts", async () => {
    const cells = [code("let seed = 1;", ["parameters"])];
    const elsewhere = { kernel: "tslab", prefixes: [prefix] };
    await expect(run(cells, { ...elsewhere, parameters: { sed: 1 } })).rejects.toThrow("no parameter 'sed'");
    await expect(run(cells, { ...elsewhere, parameters: { seed: "1" } })).rejects.toThrow("of type number, not string");
    await expect(run(cells, { kernel: "no-such", prefixes: [prefix] })).rejects.toThrow("no kernel 'no-such'");
    expect(existsSync(join(folder, "out", `run-${runs}.ipynb`))).toBe(false);
  });

  test("a kernel killed from outside is told apart, and nothing of it is left", async () => {
    const result = await run([code('console.log("begun"); await new Promise(() => {});'), code("2")], {
      onEvent: (event) => event.type === "printed" && process.kill(kernel.pid, "SIGKILL"),
    });
    expect(result.failure?.message).toMatch(/cell 1: KernelError: .* died \(killed by SIGKILL, .*memory/);
    expect(isAlive(kernel.pid)).toBe(false);
    await kernel.shutdown();
  });
});
