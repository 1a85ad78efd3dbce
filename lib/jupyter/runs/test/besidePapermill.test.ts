import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { venv, venvProgram } from "trident-base/project";
import { expect, test } from "vitest";
import { type Cell, readNotebook, writeNotebook } from "../../notebook/notebook.ts";
import type { ParameterValues } from "../../notebook/parameters.ts";
import { code, makeNotebook, temporaryFolders } from "../../test/makeNotebook.ts";
import { runNotebook } from "../runNotebook.ts";

const folder = temporaryFolders()();
const env = { ...process.env, IPYTHONDIR: join(folder, "ipython"), PYTHONWARNINGS: "ignore" };

interface Case {
  readonly cells: readonly Cell[];
  readonly parameters?: ParameterValues;
  readonly timeout?: number;
  /** How a run must end, and the status of each code cell that it must leave. */
  readonly ends: "completed" | "failed" | "refused";
  readonly statuses?: readonly string[];
}

interface Answer {
  /** Of a run: the exception that it raised. */
  readonly raised?: string | null;
  /** Of a notebook that was read. */
  readonly version?: readonly number[];
  readonly parameters?: object;
  readonly metadata?: object;
  readonly statuses?: readonly (string | null)[];
}

/** What papermill is used for, and what its users found it to get wrong. */
const CASES: Readonly<Record<string, Case>> = {
  "an error": {
    cells: [code("1"), code("1 / 0"), code("2")],
    ends: "failed",
    statuses: ["completed", "failed", "pending"],
  },
  "a cell that may raise": {
    cells: [code("1 / 0", ["raises-exception"]), code("2")],
    ends: "completed",
    statuses: ["completed", "completed"],
  },
  "a time-out": {
    cells: [code("import time; time.sleep(60)"), code("2")],
    timeout: 1,
    ends: "failed",
    statuses: ["failed", "pending"],
  },
  "a kernel that kills itself": {
    cells: [code("1"), code("import os, signal; os.kill(os.getpid(), signal.SIGKILL)"), code("2")],
    ends: "failed",
    statuses: ["completed", "failed", "pending"],
  },
  "a display updated from a later cell": {
    cells: [
      code("from IPython.display import display, update_display\ndisplay('one', display_id='d');"),
      code("update_display('two', display_id='d')"),
    ],
    ends: "completed",
    statuses: ["completed", "completed"],
  },
  "cleared output, and 2 MB": {
    cells: [code("from IPython.display import clear_output\nprint('gone'); clear_output()\nprint('x' * 2_000_000)")],
    ends: "completed",
    statuses: ["completed"],
  },
  "a parameter": {
    cells: [code("n: int = 1", ["parameters"]), code("n")],
    parameters: { n: 5 },
    // Longer than a timer of Node can be.
    timeout: 3_000_000,
    ends: "completed",
    statuses: ["completed", "completed", "completed"],
  },
  "a parameter of the wrong type": {
    cells: [code("n: int = 1", ["parameters"]), code("n")],
    parameters: { n: "five" },
    ends: "refused",
  },
  "a parameter that is misspelt": {
    cells: [code("n: int = 1", ["parameters"]), code("n")],
    parameters: { m: 5 },
    ends: "refused",
  },
};

/** What papermill's own process answers to these jobs, in their order. */
async function askPapermill(jobs: readonly object[]): Promise<Answer[]> {
  const script = resolve("lib/jupyter/runs/test/papermillPeer.py");
  const asked = promisify(execFile)(venvProgram("python"), [script], { env, encoding: "utf8" });
  asked.child.stdin!.end(jobs.map((job) => `${JSON.stringify(job)}\n`).join(""));
  const { stdout } = await asked;
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

test("the same notebooks run by papermill and here", async () => {
  const names = Object.keys(CASES);
  const place = (by: string, index: number) => join(folder, `${by}-${index}.ipynb`);
  for (const [index, name] of names.entries()) {
    await writeNotebook(place("in", index), makeNotebook("python3", CASES[name]!.cells));
  }
  const runHere = async (index: number) => {
    const name = names[index]!;
    const { cells, ends, statuses, ...options } = CASES[name]!;
    const given = { notebook: place("in", index), out: place("ours", index), prefixes: [venv], env };
    const ended = await runNotebook({ ...given, ...options }).then(
      ({ status }) => status,
      () => "refused",
    );
    const executed = ended === "refused" ? undefined : await readNotebook(place("ours", index));
    return { name, ends: ended, statuses: executed?.cells.map(statusOf) };
  };
  const runThere = (index: number) => {
    const { parameters = {}, timeout = null } = CASES[names[index]!]!;
    const job = { do: "run", input: place("in", index), output: place("papermill", index), parameters, timeout };
    return [job, { do: "read", path: place("papermill", index) }];
  };
  // Kernels mostly wait, so several run at a time.
  const halves = [0, 1].map((half) => [...names.keys()].filter((index) => index % 2 === half));
  const [ours, ...theirAnswers] = await Promise.all([
    Promise.all(halves.map((half) => Promise.all(half.map(runHere)))),
    ...halves.map((half) => askPapermill(half.flatMap(runThere))),
  ]);
  const byIndex = <T>(parts: readonly (readonly T[])[]) => names.map((_, index) => parts[index % 2]![index >> 1]!);
  expect(byIndex(ours)).toEqual(
    names.map((name) => ({ name, ends: CASES[name]!.ends, statuses: CASES[name]!.statuses })),
  );

  // papermill and nbformat read what we left: valid, with the statuses, the parameters and their declarations.
  const completed = names.filter((name) => CASES[name]!.ends !== "refused");
  const readBack = await askPapermill(
    completed.map((name) => ({ do: "read", path: place("ours", names.indexOf(name)) })),
  );
  expect(readBack.map(({ version, statuses }) => ({ version, statuses }))).toEqual(
    completed.map((name) => ({ version: [4, 5], statuses: CASES[name]!.statuses })),
  );
  const parameterised = readBack[completed.indexOf("a parameter")]!;
  expect(parameterised.parameters).toMatchObject({ n: { name: "n", inferred_type_name: "int", default: "1" } });
  expect(parameterised.metadata).toMatchObject({ parameters: { n: 5 }, default_parameters: { n: 1 }, exception: null });

  // What papermill makes of them is measured, not demanded: it is the table that a change of version would alter.
  const pairs = theirAnswers.map((answers) =>
    answers.flatMap(({ raised }, k) => (k % 2 === 0 ? [{ raised, statuses: answers[k + 1]!.statuses ?? [] }] : [])),
  );
  const theirs = byIndex(pairs).map(
    ({ raised, statuses }, index) => `${names[index]}: ${raised ?? "completed"}; ${statuses.join(", ")}`,
  );
  console.log(`papermill:\n${theirs.join("\n")}`);
});

function statusOf({ metadata }: Cell): string {
  return (metadata.papermill as { status: string }).status;
}
