import { isIdle } from "../../client/kernelClient.ts";
import type { Kernelspec } from "../../client/kernelspec.ts";
import { isMessage } from "../../client/message.ts";
import { startKernel } from "../../client/startKernel.ts";
import { kernelMemory } from "../../runs/kernelMemory.ts";

/** What is asked of a kernel. */
export interface KernelTask {
  readonly spec: Kernelspec;
  /** The folder that its imports are resolved from. */
  readonly cwd: string;
  /** A cell of imports; undefined for a kernel that cannot load them. */
  readonly imports: string | undefined;
  /** Trivial cells that are timed. */
  readonly cells: number;
  readonly lines: number;
  /** Steps of the loops. */
  readonly steps: number;
}

/** What came of it, in seconds. */
export interface KernelFigures {
  /** From the start of the process until it has answered on shell and iopub. */
  readonly ready: number;
  /** From then until a first trivial cell is done that was sent at once. */
  readonly firstCell: number;
  /** The imports, in a kernel that has been idle for two seconds; null without imports. */
  readonly imports: number | null;
  /** The median of trivial cells, from the request until reply and idle; after the imports. */
  readonly trivialCell: number;
  /** Of a hundred cells that each declare a name and use it: the median of the last nine over that of the first nine. */
  readonly slowdown: number;
  /** What all processes of the kernel hold at the end, in bytes; null where the system does not say. */
  readonly memory: number | null;
  readonly integerLoop: number;
  readonly doubleLoop: number;
  readonly lines: number;
  /** How many of the lines arrived, and whether the kernel said that it was done. */
  readonly linesArrived: number;
  readonly linesEnded: boolean;
}

/** The loops over top-level variables; each prints the seconds that it took. The same text is run as an `.mjs` file. */
export const LOOPS = {
  integer: (steps: number) => timedLoop(`sum = (sum + i) | 0`, steps),
  double: (steps: number) => timedLoop(`sum += i * 0.5`, steps),
};

function timedLoop(step: string, steps: number): string {
  return `let from = performance.now();
let sum = 0;
for (let i = 0; i < ${steps}; i++) { ${step}; }
console.log((performance.now() - from) / 1000, sum);`;
}

/** V8 makes good or bad code of one and the same loop, by chance: a loop's time is the median of so many. */
export const LOOP_RUNS = 5;

/** The middle one of an odd number of values. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

/** Cells in a row, and those at either end that are compared. */
const ROW = 100;
const END = 9;

/** How long lines may take before the kernel is taken to have lost its idle message, in seconds. */
const LOST = 15;

/** Starts a kernel, measures it and ends it. */
export async function measureKernel(task: KernelTask): Promise<KernelFigures> {
  const from = performance.now();
  const since = () => (performance.now() - from) / 1000;
  const kernel = await startKernel(task.spec, { cwd: task.cwd });
  try {
    const ready = since();
    const run = async (code: string, limit = 300) => {
      const start = performance.now();
      let text = "";
      const idle = Promise.withResolvers<boolean>();
      const stop = kernel.client.onPublished((message) => {
        if (isMessage(message, "stream") && message.parent.msg_id === request.id) text += message.content.text;
        if (isIdle(message, request.id)) idle.resolve(true);
      });
      const options = { silent: false, store_history: true, user_expressions: {}, allow_stdin: false };
      const request = kernel.client.request("execute_request", { code, ...options, stop_on_error: true });
      const timer = setTimeout(() => idle.resolve(false), limit * 1000);
      const { content } = await request.reply;
      const ended = await idle.promise;
      clearTimeout(timer);
      stop();
      if (content.status !== "ok") throw new Error(`${task.spec.name}: ${content.ename}: ${content.evalue} in ${code}`);
      return { seconds: (performance.now() - start) / 1000, text, ended };
    };
    await run("1 + 1");
    const firstCell = since() - ready;
    let imports: number | null = null;
    if (task.imports !== undefined) {
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      imports = (await run(task.imports)).seconds;
    }
    const trivial: number[] = [];
    for (let k = 0; k < task.cells; k++) trivial.push((await run(`${k} + 1`)).seconds);
    const row: number[] = [];
    for (let k = 0; k < ROW; k++) row.push((await run(`const row${k} = ${k};\nrow${k} * 2`)).seconds);
    const slowdown = median(row.slice(-END)) / median(row.slice(0, END));
    const loop = async (code: string) => {
      const seconds: number[] = [];
      for (let k = 0; k < LOOP_RUNS; k++) seconds.push(Number.parseFloat((await run(code)).text));
      return median(seconds);
    };
    const integerLoop = await loop(LOOPS.integer(task.steps));
    const doubleLoop = await loop(LOOPS.double(task.steps));
    const printed = await run(`for (let i = 0; i < ${task.lines}; i++) console.log(i);`, LOST);
    return {
      ready,
      firstCell,
      imports,
      trivialCell: median(trivial),
      slowdown,
      memory: await kernelMemory(kernel.pid),
      integerLoop,
      doubleLoop,
      lines: printed.seconds,
      linesArrived: printed.text.split("\n").length - 1,
      linesEnded: printed.ended,
    };
  } finally {
    await kernel.shutdown();
  }
}
