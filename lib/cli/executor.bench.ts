import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { venv } from "trident-base/project";
import { type Cell, type Notebook, runNotebook, writeNotebook, writeReport } from "trident-jupyter";
import { type Benchmark, pairedRuns, secondsOf, startPeer } from "../runtime/index.ts";

import { heavyRun } from "./heavyRuns.ts";

const CELLS = 200;
/** What the runs that are rendered show, in bytes. */
const SHOWN = 10_000_000;

/** papermill, which executes the notebook that it is told and says how long that took, start of the kernel included. */
const PEER = `
import json, logging, os, sys, time
os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
logging.disable(logging.CRITICAL)
import papermill
print(json.dumps({"version": papermill.__version__}), flush=True)
for line in sys.stdin:
    start = time.perf_counter()
    papermill.execute_notebook(sys.argv[1], sys.argv[2], progress_bar=False)
    print(json.dumps({"seconds": time.perf_counter() - start}), flush=True)`;

/** `trident bench executor`: what a cell costs beside papermill, and how long runs of 10 MB take to render. */
const executor: Benchmark = async ({ runs, python, progress }) => {
  const folder = await mkdtemp(join(tmpdir(), "trident-bench-"));
  const turns = Math.min(runs, 3);
  try {
    const env = { PYTHONWARNINGS: "ignore", IPYTHONDIR: join(folder, "ipython") };
    const measure = async (cells: number) => {
      const notebook = join(folder, `${cells}.ipynb`);
      await writeNotebook(notebook, notebookOf(Array.from({ length: cells }, (_, i) => `x = ${i}`)));
      const peer = await startPeer(python, ["-c", PEER, notebook, join(folder, "papermill.ipynb")], env);
      const options = { notebook, out: join(folder, "ours.ipynb"), prefixes: [venv] };
      const kernel = { env: { ...process.env, ...env } };
      try {
        progress(`${cells} cells, ${turns} turns`);
        return await pairedRuns(turns, () => secondsOf(() => runNotebook({ ...options, ...kernel })), peer.run);
      } finally {
        peer.close();
      }
    };
    const one = await measure(1);
    const all = await measure(CELLS);
    const ours = (all.seconds - one.seconds) / (CELLS - 1);
    const papermill = (all.peer - one.peer) / (CELLS - 1);
    const render: Record<string, number> = { bytes: SHOWN };
    for (const weight of ["text", "figures", "tables", "mixed"] as const) {
      progress(`a report of 10 MB, ${weight}`);
      render[weight] = await secondsToRender(heavyRun(weight, SHOWN), folder);
    }
    return {
      rows: CELLS,
      threads: 1,
      seconds: all.seconds,
      peers: { papermill: all.peer },
      perCell: { seconds: ours, papermill, ratio: ours / papermill },
      kernelAndOneCell: { seconds: one.seconds, papermill: one.peer },
      render,
      timing:
        "A notebook of cells that do nothing, from reading it to having written it executed, the kernel's start and end included; perCell is the difference between 200 cells and one. render: seconds from an executed notebook on disk to its report on disk, the faster of two after one that warms up; mixed is a third text, a third figures, a third tables, Markdown and pictures.",
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

export default executor;

function notebookOf(sources: readonly string[]): Notebook {
  const kernelspec = { name: "python3", display_name: "python3", language: "python" };
  const cells = sources.map(
    (source, k): Cell => ({
      cell_type: "code",
      id: `cell-${k}`,
      metadata: {},
      source,
      execution_count: null,
      outputs: [],
    }),
  );
  return { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells };
}

async function secondsToRender(notebook: Notebook, folder: string): Promise<number> {
  const run = join(folder, "heavy.ipynb");
  await writeNotebook(run, notebook);
  const render = () => secondsOf(() => writeReport({ runs: [run], out: join(folder, "heavy.html") }));
  await render();
  return Math.min(await render(), await render());
}
