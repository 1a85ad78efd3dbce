import { join } from "node:path";
import { expect, test } from "vitest";
import { installKernelspec } from "../../client/installKernelspec.ts";
import { findKernelspec } from "../../client/kernelspec.ts";
import { startKernel } from "../../client/startKernel.ts";
import { type Cell, writeNotebook } from "../../notebook/notebook.ts";
import { code, makeNotebook, temporaryFolders } from "../../test/makeNotebook.ts";
import { type RunNotebookOptions, runNotebook } from "../runNotebook.ts";

const newFolder = temporaryFolders();

test("a notebook on our kernel: results, parameters, one line for an error, a time-out, a death", async () => {
  const folder = newFolder();
  await installKernelspec({ prefix: folder });
  const spec = await findKernelspec("tslab", { prefixes: [folder] });
  const kernel = await startKernel(spec, { env: { ...process.env, JUPYTER_DATA_DIR: folder } });
  const run = async (cells: readonly Cell[], options: Partial<RunNotebookOptions> = {}) => {
    const notebook = join(folder, "a.ipynb");
    await writeNotebook(notebook, makeNotebook("tslab", cells));
    return runNotebook({ notebook, out: join(folder, "out.ipynb"), kernel, ...options });
  };
  try {
    const parameters = code("let seed: number = 1;", ["parameters"]);
    const fine = await run([parameters, code("const o = { seed }; o")], { parameters: { seed: 7 } });
    expect(fine.failure).toBeUndefined();
    expect(fine.notebook.cells[2]).toMatchObject({
      outputs: [{ output_type: "execute_result", data: { "text/plain": "{ seed: 7 }" } }],
    });
    const cause = async (source: string, options = {}) => (await run([code(source)], options)).failure?.cause;
    expect(await cause("\nthrow new RangeError('too far')")).toBe("RangeError: too far");
    expect(await cause("const n: number = 'x'")).toBe(
      "CompileError: line 1, column 7: Type 'string' is not assignable to type 'number'.",
    );
    expect(await cause("for (;;) {}", { timeout: 0.5 })).toBe("TimeoutError: The cell ran longer than 0.5 s");
    expect(await cause("process.exit(3)")).toMatch(/^RunnerDied: .*exit code 3/);
    expect(await cause("1 + 1")).toBeUndefined();
  } finally {
    await kernel.shutdown();
  }
});
