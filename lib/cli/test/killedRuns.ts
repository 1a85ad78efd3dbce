import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { root, venvProgram } from "trident-base/project";
import { readRunRecord } from "trident-jupyter";

/** How long what was killed may take to be gone, in ms. */
const GONE = 10_000;

const VALIDATE = `
import sys, nbformat
for path in sys.argv[1:]:
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5), path
    nbformat.validate(notebook)`;

/** The cells of a notebook that makes a file. */
const MAKING = {
  tslab: (file: string) => [
    "let sum = 0;",
    ...[1, 2, 3].map((n) => `await new Promise((done) => setTimeout(done, 100)); sum += ${n}; console.log(sum)`),
    `import { writeFileSync } from "node:fs"; writeFileSync(${file}, JSON.stringify({ sum }));`,
  ],
  python3: (file: string) => [
    "import json, time\nsum = 0",
    ...[1, 2, 3].map((n) => `time.sleep(0.1)\nsum += ${n}\nprint(sum)`),
    `with open(${file}, "w") as made: json.dump({"sum": sum}, made)`,
  ],
};

/** When something is killed: at this share of an undisturbed run's time, or while the last notebook runs a cell. */
export type Moment = number | "last notebook";

/** Notebooks of which one, `b`, needs another, and runs of them that are killed. */
export class KilledRuns {
  readonly #folder: string;
  /** While there is such a file, `b` waits. */
  readonly #hold: string;
  /** What an undisturbed run gave, and how long it took in ms. */
  #expected: unknown;
  #duration = 0;
  #runs = 0;

  /**
   * @param kernel of the notebook that makes what another one needs.
   * @param names of the others.
   */
  constructor(folder: string, kernel: "tslab" | "python3", names: readonly string[] = ["b", "c"]) {
    this.#folder = folder;
    this.#hold = join(folder, "hold");
    mkdirSync(join(folder, "notebooks"));
    const made = join(folder, "made.json");
    this.#write("a", kernel, [[made]], MAKING[kernel](JSON.stringify(made)));
    for (const name of names) {
      const needs = name === "b" ? [made] : [];
      this.#write(
        name,
        "python3",
        [[], needs],
        [
          "import json, os, time\nfrom IPython.display import display",
          ...(name === "b" ? [`while os.path.exists(${JSON.stringify(this.#hold)}): time.sleep(0.02)`] : []),
          ...[1, 2, 3, 4].map((n) => `time.sleep(0.1)\nprint(${n})\n${n} ** 2`),
          `found = ${needs.length > 0 ? `json.load(open(${JSON.stringify(made)}))['sum']` : "0"}`,
          "display({'application/vnd.trident.results+json': {'found': found}}, raw=True)",
        ],
      );
    }
  }

  /** Runs them undisturbed; all others are compared with this run. */
  async expect(): Promise<void> {
    const out = this.newOut();
    const began = performance.now();
    await this.#run(out, []).ended;
    this.#duration = performance.now() - began;
    this.#expected = await resultsOf(out);
  }

  /**
   * Kills a run, or one of its kernels, and looks at what is left. The run is one with `--resume`: where the folder has
   * an earlier one it goes on from there.
   *
   * @returns whether there was something to kill at that moment.
   * @throws Error that says what was wrong.
   */
  async kill(what: "run" | "kernel", moment: Moment, out: string): Promise<boolean> {
    const held = moment === "last notebook";
    if (held) writeFileSync(this.#hold, "");
    const run = this.#run(out, ["--resume"]);
    if (held) await run.says(/^b: kernel .* ready/m);
    else await delay(moment * this.#duration);
    const family = childrenOf(run.pid);
    const kernels = family.filter(({ words }) => /ipykernel|kernel[\\/]main\.ts/.test(words));
    const chosen = held ? kernels.length - 1 : Math.floor(moment * 1000) % kernels.length;
    const victim = what === "run" ? run.pid : kernels[chosen]?.pid;
    if (victim !== undefined) kill(victim);
    const { code, said } = await run.ended;
    rmSync(this.#hold, { force: true });
    if (held && code === 0) throw new Error(`what was to be killed went on: ${said}`);
    if (what === "kernel" && victim !== undefined && code !== 0 && !/^(failed|trident): .*(died|kernel)/im.test(said)) {
      throw new Error(`a run whose kernel was killed ended with ${code} and said: ${said}`);
    }
    await untilGone(family.map(({ pid }) => pid));
    const left = existsSync(out)
      ? readdirSync(out).filter((name) => name.endsWith(".ipynb") && !name.startsWith("."))
      : [];
    validate(left.map((name) => join(out, name)));
    for (const name of left) checkOrder(join(out, name));
    return victim !== undefined;
  }

  /**
   * Lets a run go on that was killed.
   *
   * @throws Error if it does not give what an undisturbed one gives.
   */
  async resume(out: string): Promise<void> {
    const resumed = await this.#run(out, ["--resume"]).ended;
    if (resumed.code !== 0) throw new Error(`the run did not resume: ${resumed.said}`);
    const found = await resultsOf(out);
    if (JSON.stringify(found) !== JSON.stringify(this.#expected)) {
      throw new Error(`${JSON.stringify(found)} is not ${JSON.stringify(this.#expected)}`);
    }
  }

  /** A folder for another run. */
  newOut(): string {
    return join(this.#folder, `out-${++this.#runs}`);
  }

  #write(name: string, kernel: string, [makes = [], needs = []]: string[][], sources: string[]): void {
    const cells = sources.map((source, index) => {
      return { cell_type: "code", id: `cell-${index}`, metadata: {}, source, outputs: [], execution_count: null };
    });
    const language = kernel === "tslab" ? "typescript" : "python";
    const kernelspec = { name: kernel, display_name: kernel, language };
    const notebook = { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec, trident: { needs, makes } }, cells };
    writeFileSync(join(this.#folder, "notebooks", `${name}.ipynb`), JSON.stringify(notebook));
  }

  #run(out: string, more: readonly string[]) {
    const main = join(root, "lib", "cli", "main.ts");
    const args = ["run", join(this.#folder, "notebooks"), "--out", out, "--jobs", "2", ...more];
    const child = spawn(process.execPath, ["--conditions=source", main, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += text));
    const ended = once(child, "close").then(([code]) => ({ code: code as number | null, said }));
    const says = async (words: RegExp) => {
      while (!words.test(said)) {
        if (child.exitCode !== null) throw new Error(`the run ended before it said ${words}: ${said}`);
        await delay(20);
      }
    };
    return { pid: child.pid!, ended, says };
  }
}

/** What is the same in every run: what cells showed, and what they published. */
async function resultsOf(out: string): Promise<unknown> {
  const record = await readRunRecord(out);
  return record?.notebooks.map(({ out: file, status, results, hash }) => {
    const { cells } = JSON.parse(readFileSync(join(out, file), "utf8"));
    return { file, status, results, hash, outputs: cells.map((cell: { outputs?: unknown }) => cell.outputs) };
  });
}

/** Cells that ran come first, then at most one that was running, then those that wait. */
function checkOrder(path: string): void {
  const { cells } = JSON.parse(readFileSync(path, "utf8")) as {
    cells: { metadata: { papermill: { status: string } } }[];
  };
  const said = cells.map(({ metadata }) => metadata.papermill.status).join(" ");
  if (!/^(completed ?)*((running|failed) ?)?(pending ?)*$/.test(said)) throw new Error(`${path} says ${said}`);
}

function validate(paths: readonly string[]): void {
  if (paths.length > 0) execFileSync(venvProgram("python"), ["-c", VALIDATE, ...paths], { stdio: "pipe" });
}

/** The processes that a process has started, and those that they have. */
function childrenOf(pid: number): { readonly pid: number; readonly words: string }[] {
  const listed = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" });
  const all = listed.split("\n").flatMap((line) => {
    const [, child, parent, words] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return child === undefined ? [] : [{ pid: Number(child), parent: Number(parent), words: words! }];
  });
  const family = all.filter(({ parent }) => parent === pid);
  for (const { pid: member } of family) family.push(...all.filter(({ parent }) => parent === member));
  return family.filter(({ words }) => !words.startsWith("ps "));
}

async function untilGone(pids: readonly number[]): Promise<void> {
  const deadline = performance.now() + GONE;
  for (;;) {
    const alive = pids.filter(isAlive);
    if (alive.length === 0) return;
    if (performance.now() > deadline) throw new Error(`the processes ${alive.join(", ")} outlived their run`);
    await delay(50);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
