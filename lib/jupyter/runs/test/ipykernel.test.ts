import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { venv, venvProgram } from "trident-base/project";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findKernelspec } from "../../client/kernelspec.ts";
import { type Kernel, startKernel } from "../../client/startKernel.ts";
import { type Cell, type Output, readNotebook, writeNotebook } from "../../notebook/notebook.ts";
import { code, makeNotebook, markdown, temporaryFolders } from "../../test/makeNotebook.ts";
import type { RunResult } from "../events.ts";
import { type RunNotebookOptions, runNotebook } from "../runNotebook.ts";

const newFolder = temporaryFolders();

const folder = newFolder();
const env = { ...process.env, IPYTHONDIR: join(folder, "ipython"), PYTHONWARNINGS: "ignore" };
let kernel: Kernel;
let runs = 0;

async function run(cells: readonly Cell[], options: Partial<RunNotebookOptions> = {}): Promise<RunResult> {
  const notebook = join(folder, `run-${++runs}.ipynb`);
  await writeNotebook(notebook, makeNotebook("python3", cells));
  return runNotebook({ notebook, out: join(folder, `out-${runs}.ipynb`), kernel, ...options });
}

/** nbclient runs the same notebook; what it leaves is what Jupyter users know. */
const PEER = `
import sys, nbformat
from nbclient import NotebookClient
nb = nbformat.read(sys.argv[1], 4)
NotebookClient(nb, kernel_name="python3", coalesce_streams=True, timeout=30).execute()
nbformat.write(nb, sys.argv[2])
nbformat.validate(nbformat.read(sys.argv[3], 4))
`;

/** Outputs without what differs from run to run: addresses and process numbers in tracebacks. */
function comparable(cells: readonly Cell[]): unknown {
  const clean = (output: Output) =>
    output.output_type === "error" ? { ...output, traceback: output.traceback.length > 0 } : output;
  return cells.map((cell) =>
    cell.cell_type === "code" ? { count: cell.execution_count, outputs: cell.outputs.map(clean) } : {},
  );
}

describe("a notebook on ipykernel", () => {
  beforeAll(async () => {
    kernel = await startKernel(await findKernelspec("python3", { prefixes: [venv] }), { env });
  });
  afterAll(() => kernel?.shutdown());

  test("outputs are those that nbclient gives", async () => {
    const result = await run([
      markdown("# Title"),
      code("import sys, time\nfrom IPython.display import display, HTML, Markdown, update_display, clear_output"),
      code("print('a'); print('b', file=sys.stderr); print('c'); sys.stdout.flush()\n1 + 1"),
      code("h = display(HTML('<b>one</b>'), display_id='here')\ndisplay(Markdown('*m*'))\n{'a': [1, 2]}"),
      code("update_display(HTML('<b>two</b>'), display_id='here')\nh is None"),
      code("print('gone')\nclear_output(wait=True)\nprint('kept')"),
      code("print('gone')\nclear_output()\nprint('kept')"),
      code("for i in range(300): print(i)\nx = 3;"),
      code("1 / 0", ["raises-exception"]),
      code("display({'application/json': {'a': 1}, 'text/plain': 'p'}, raw=True)\n'end'"),
    ]);
    expect(result.failure).toBeUndefined();
    const peer = join(folder, "peer.ipynb");
    const files = [join(folder, `run-${runs}.ipynb`), peer, result.out];
    execFileSync(venvProgram("python"), ["-c", PEER, ...files], { env, stdio: "pipe" });
    expect(comparable((await readNotebook(result.out)).cells)).toEqual(comparable((await readNotebook(peer)).cells));
  });

  test("an error, ten megabytes, an interrupted sleep and a sudden death are told apart", async () => {
    const big = await run(
      [
        code("import sys, time, os\nfor i in range(100): sys.stdout.write('x' * 99_999 + '\\n')"),
        code("print('before'); time.sleep(60)"),
      ],
      { timeout: 3 },
    );
    const [first] = big.notebook.cells;
    const text = first!.cell_type === "code" && first.outputs[0]?.output_type === "stream" ? first.outputs[0].text : "";
    expect(text.length).toBe(10_000_000);
    expect(big.failure?.message).toMatch(/cell 2: TimeoutError: The cell ran longer than 3 s$/);
    expect(readFileSync(big.out, "utf8")).toContain("before");

    const error = await run([code("def f():\n    raise ValueError('bad \\n input')\nf()")]);
    expect(error.failure?.cause).toBe("ValueError: bad input");
    const given = await run([code("x: int = 1", ["parameters"]), code("x")], { parameters: { x: 2 } });
    expect(given.notebook.cells[2]).toMatchObject({ outputs: [{ data: { "text/plain": "2" } }] });

    const dead = await run([code("import os; os._exit(3)"), code("1")]);
    expect(dead.failure?.message).toMatch(/cell 1: KernelError: The kernel 'python3' died \(exit code 3\)/);
  });
});
