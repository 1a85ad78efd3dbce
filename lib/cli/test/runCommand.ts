import { type Register, runProgram } from "../program.ts";

/** What a command line ended with, and what it said. */
interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line of these commands in a folder, in this process. */
export async function runCommand(commands: readonly Register[], words: readonly string[], cwd: string): Promise<Ran> {
  const said = { out: "", err: "" };
  const code = await runProgram(commands, words, {
    stdout: { write: (text) => (said.out += text) },
    stderr: { write: (text) => (said.err += text) },
    cwd,
    env: {},
    signal: new AbortController().signal,
  });
  return { code, ...said };
}
