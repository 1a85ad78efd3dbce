import { join } from "node:path";
import { UsageError } from "trident-base";
import { root } from "trident-base/project";
import { describe, expect, test } from "vitest";

import { type Register, runProgram, type Work } from "./program.ts";

/** Runs a command line on a program with one command, `try`, and one of a group, `market check`. */
async function run(line: string, work: Work, { cwd = "/data", env = {} } = {}) {
  let out = "";
  let err = "";
  const commands: readonly Register[] = [
    (program) =>
      program.add("try", "Try a thing.", work, (command) => command.argument("<panel>").option("--out <file>")),
    (program) => program.add("market check", "Check a panel.", work, (command) => command.argument("<panel>")),
    (program) => program.add("market fetch", "Fetch a panel.", work),
  ];
  const code = await runProgram(commands, line.split(" "), {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    cwd,
    env,
    signal: new AbortController().signal,
  });
  return { code, out, err };
}

const answer: Work = async (call, args, options) => {
  call.progress("half of it");
  return { json: { args, out: options.out }, text: "done" };
};

describe("output", () => {
  test("a person reads text, and progress on stderr", async () => {
    expect(await run("try p.parquet", answer)).toEqual({ code: 0, out: "done\n", err: "half of it\n" });
  });

  test("--json prints one object", async () => {
    const { code, out } = await run("try p.parquet --out o.csv --json", answer);
    expect({ code, told: JSON.parse(out) }).toEqual({ code: 0, told: { args: ["p.parquet"], out: "o.csv" } });
  });

  test("a check that failed still says what it found, and the exit code is 1", async () => {
    const failed = await run("market check p --json", async () => ({ json: { ok: false }, text: "", failed: true }));
    expect(failed).toEqual({ code: 1, out: '{"ok":false}\n', err: "" });
  });

  test.each(["--help", "try --help", "market --help", "market check --help", "--version"])("%s", async (line) => {
    const { code, out, err } = await run(line, answer);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(line === "--version" ? /^\d+\.\d+\.\d+\n$/ : /^Usage: trident/);
  });
});

describe("errors", () => {
  test("an error of ours is its message, and stdout stays empty", async () => {
    const work: Work = async () => {
      throw new UsageError("no bars of KO", { where: ["p.parquet"], remedy: "Choose another ticker." });
    };
    expect(await run("try p --json", work)).toEqual({
      code: 1,
      out: "",
      err: "trident: no bars of KO (p.parquet). Choose another ticker.\n",
    });
  });

  test("an unexpected one is one line, and its stack with --verbose", async () => {
    const work: Work = async () => {
      throw new TypeError("x is not a function\nat all");
    };
    const quiet = await run("try p", work);
    expect(quiet).toMatchObject({ code: 1, out: "" });
    expect(quiet.err).toBe(
      "trident: x is not a function (unexpected: run it again with --verbose to see where it came from)\n",
    );
    expect((await run("try p --verbose", work)).err).toContain("program.test.ts");
  });

  test.each(["try", "try p q", "try p --nope", "nope", "market nope", "market", "try p --out"])(
    "'%s' is a wrong command line: 2",
    async (line) => {
      const { code, out, err } = await run(line, answer);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).not.toBe("");
    },
  );
});

describe("paths", () => {
  const where: Work = async (call, args) => ({ json: {}, text: call.path(args[0]!) });

  test("start in the folder that the command was called from", async () => {
    expect((await run("try p.csv", where)).out).toBe("/data/p.csv\n");
    expect((await run("try /abs/p.csv", where)).out).toBe("/abs/p.csv\n");
  });

  test("which npm keeps in INIT_CWD when it runs a script in the repository's folder", async () => {
    const env = { INIT_CWD: "/home/me" };
    expect((await run("try p.csv", where, { cwd: root, env })).out).toBe("/home/me/p.csv\n");
    expect((await run("try p.csv", where, { cwd: root })).out).toBe(`${join(root, "p.csv")}\n`);
    expect(
      (await run("try synthetic:years=1", async (call, args) => ({ json: {}, text: call.panel(args[0]!) }))).out,
    ).toBe("synthetic:years=1\n");
    // Inherited from an npm script further out: not this caller's folder.
    expect((await run("try p.csv", where, { env })).out).toBe("/data/p.csv\n");
  });
});
