import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { root } from "trident-base/project";
import { COMPILED_CODE, COMPILED_CODE_VARIABLE } from "../client/compiledCode.ts";
import type { Kernelspec } from "../client/kernelspec.ts";
import { type KernelFigures, type KernelTask, LOOP_RUNS, LOOPS, measureKernel, median } from "./test/kernelFigures.ts";

/** Of what a benchmark is asked for, what this one heeds. */
interface Options {
  /** At most so many lines are printed; fewer than all of them make the loops shorter too. */
  readonly rows: number;
  readonly runs: number;
  /** The Python beside which Deno lies. */
  readonly python: string;
  /** Another checkout of this project, set up: its kernel takes turns with ours. */
  readonly beside?: string | undefined;
  readonly progress: (line: string) => void;
}

const LINES = 20_000;
const STEPS = 5e7;
/** Stock tslab makes about a million steps a second: it gets fewer, and its time is multiplied. */
const FEWER = 50;

const ROOMS = ["market", "features", "labels", "backtest"];
const IMPORTS = [
  ...ROOMS.map((room) => `import * as ${room} from "trident-lab/${room}";`),
  `[${ROOMS.map((room) => `typeof ${room}`).join(", ")}]`,
].join("\n");

/** What is asked of ours, in seconds; loops as a multiple of the same loop in an `.mjs` file. */
const GOALS = {
  firstCell: 0.4,
  imports: 0.3,
  trivialCell: 0.005,
  slowdown: 1.1,
  integerRatio: 1,
  doubleRatio: 1,
};

/** Our kernel beside stock tslab, Deno's, and ours of another checkout, a new process each, in turns; Deno's does not load `lib`. */
export default async function kernel({ rows, runs, python, beside, progress }: Options) {
  const folder = await mkdtemp(join(tmpdir(), "trident-bench-"));
  try {
    const lines = Math.min(rows, LINES);
    const steps = (STEPS * lines) / LINES;
    const common = { cells: 25, lines, imports: IMPORTS, steps, cwd: join(root, "notebooks") };
    const tasks: Readonly<Record<string, KernelTask>> = {
      ours: { ...common, spec: ownSpec(root, folder) },
      ...(beside && { before: { ...common, spec: ownSpec(beside, folder), cwd: join(beside, "notebooks") } }),
      tslab: { ...common, spec: stockSpec(), steps: steps / FEWER },
      deno: { ...common, spec: denoSpec(python, folder), imports: undefined },
    };
    const measured = new Map(Object.keys(tasks).map((name): [string, KernelFigures[]] => [name, []]));
    const script = { integer: [] as number[], double: [] as number[] };
    for (let k = 1; k <= runs; k++) {
      for (const [name, task] of Object.entries(tasks)) {
        progress(`run ${k} of ${runs}: ${name}`);
        measured.get(name)!.push(await measureKernel(task));
      }
      for (let each = 0; each < LOOP_RUNS; each++) {
        script.integer.push(await runScript(folder, LOOPS.integer(steps)));
        script.double.push(await runScript(folder, LOOPS.double(steps)));
      }
    }
    const loops = { integer: median(script.integer), double: median(script.double) };
    const kernels = Object.fromEntries(
      [...measured].map(([name, all]) => [name, summary(all, loops, name === "tslab" ? FEWER : 1)]),
    );
    for (const [name, figures] of Object.entries(kernels)) progress(`${name}: ${tell(figures)}`);
    const { ours, ...peers } = kernels;
    return {
      rows: lines,
      threads: 1,
      seconds: ours!.trivialCell,
      peers: Object.fromEntries(Object.entries(peers).map(([name, { trivialCell }]) => [name, trivialCell])),
      timing:
        "a trivial cell, from request to reply and idle: the median in a kernel, the best of the runs; four rooms of " +
        "lib imported before, but not in Deno. First cell: from ready. Slowdown: the last of a hundred cells over the " +
        "first. Memory: all processes of a kernel, before the loops. Rows are the lines printed. Loops: steps over " +
        `top-level variables, the median of ${LOOP_RUNS}, the same text in an .mjs file; tslab's of ${FEWER} times fewer steps, multiplied.`,
      steps,
      goals: GOALS,
      script: loops,
      kernels,
    };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

type Summary = ReturnType<typeof summary>;

/** The best of the runs, figure by figure; of lines that did not all arrive, the worst run is told. */
function summary(
  runs: readonly KernelFigures[],
  script: { readonly integer: number; readonly double: number },
  factor: number,
) {
  const best = (of: (run: KernelFigures) => number) => Math.min(...runs.map(of));
  const bestKnown = (values: readonly (number | null)[]) => {
    const known = values.filter((each) => each !== null);
    return known.length === 0 ? null : Math.min(...known);
  };
  const [integerLoop, doubleLoop] = [best((run) => run.integerLoop) * factor, best((run) => run.doubleLoop) * factor];
  return {
    ready: best((run) => run.ready),
    firstCell: best((run) => run.firstCell),
    imports: bestKnown(runs.map((run) => run.imports)),
    trivialCell: best((run) => run.trivialCell),
    slowdown: median(runs.map((run) => run.slowdown)),
    memory: bestKnown(runs.map((run) => run.memory)),
    integerLoop,
    integerRatio: integerLoop / script.integer,
    doubleLoop,
    doubleRatio: doubleLoop / script.double,
    lines: best((run) => run.lines),
    linesArrived: best((run) => run.linesArrived),
    linesEnded: runs.every((run) => run.linesEnded),
  };
}

function tell(figures: Summary): string {
  const { imports, memory, linesEnded } = figures;
  return [
    `ready ${figures.ready.toFixed(2)} s`,
    `first cell ${figures.firstCell.toFixed(2)} s after that`,
    imports === null ? "no imports" : `imports ${imports.toFixed(2)} s`,
    `trivial cell ${(figures.trivialCell * 1000).toFixed(1)} ms`,
    `a hundred cells: ${figures.slowdown.toFixed(2)}`,
    memory === null ? "memory unknown" : `${Math.round(memory / 1e6)} MB`,
    `loops ${figures.integerRatio.toFixed(2)} and ${figures.doubleRatio.toFixed(2)} of the script's time`,
    `${figures.linesArrived} lines ${linesEnded ? `in ${figures.lines.toFixed(2)} s` : "and no idle message"}`,
  ].join(", ");
}

/** The kernel of a checkout, from its sources, as set-up makes its kernelspec. */
function ownSpec(checkout: string, folder: string): Kernelspec {
  const program = join(checkout, "lib", "jupyter", "kernel", "main.ts");
  const argv = [process.execPath, "--conditions=source", program, "{connection_file}"];
  const env = {
    JUPYTER_DATA_DIR: join(folder, "data"),
    [COMPILED_CODE_VARIABLE]: join(checkout, relative(root, COMPILED_CODE)),
  };
  return { ...peerSpec("ours", argv, env), interrupt_mode: "message" };
}

function stockSpec(): Kernelspec {
  const program = join(dirname(createRequire(import.meta.url).resolve("tslab/package.json")), "bin", "tslab");
  return peerSpec("stock tslab", [process.execPath, program, "kernel", "--config-path", "{connection_file}"], {});
}

function denoSpec(python: string, folder: string): Kernelspec {
  const program = join(dirname(python), process.platform === "win32" ? "deno.exe" : "deno");
  const env = { DENO_DIR: join(folder, "deno"), DENO_NO_UPDATE_CHECK: "1" };
  return peerSpec("deno", [program, "jupyter", "--kernel", "--conn", "{connection_file}"], env);
}

function peerSpec(name: string, argv: string[], env: Record<string, string>): Kernelspec {
  const rest = { display_name: name, language: "typescript", interrupt_mode: "signal", metadata: {} } as const;
  return { ...rest, argv, env, name, folder: dirname(argv[0]!) };
}

async function runScript(folder: string, code: string): Promise<number> {
  const file = join(folder, "loop.mjs");
  await writeFile(file, code);
  const { stdout } = await promisify(execFile)(process.execPath, [file]);
  return Number.parseFloat(stdout);
}
