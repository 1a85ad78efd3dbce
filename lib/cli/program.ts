import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Command, CommanderError } from "commander";
import { isTridentError } from "trident-base";
import { root } from "trident-base/project";
import { isSynthetic, parseSynthetic } from "../market/index.ts";
import { currentSession } from "../runtime/index.ts";

import { asCommandLine, CommandLineError, isCommandLineError } from "./commandLineError.ts";

/** What a command touches of the process that it runs in. */
export interface Surroundings {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number };
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl-C. Who asks for it undertakes to end by itself. */
  readonly signal: AbortSignal;
  /** True once a signal has said that the process is to end: what fails then fails because of it. */
  readonly isLeaving?: boolean;
}

/** What a command has to say when it is done. */
export interface Answer {
  /** What `--json` prints. */
  readonly json: object;
  /** What a person reads. */
  readonly text: string;
  /** True if the exit code is to be 1: a check that did not pass. */
  readonly failed?: boolean;
  /** The exit code, where it is neither 0 nor 1. */
  readonly exitCode?: number;
}

/** A terminal that a command may draw on. */
export interface Terminal {
  readonly columns: number;
  write(text: string): void;
}

/** How a command speaks while it works, and where it was called from. */
export interface Call {
  /** A path as the caller meant it: relative ones start in the folder that the command was called from. */
  path(given: string): string;
  /**
   * The path of a file or a folder to read.
   *
   * @throws CommandLineError if nothing is there.
   */
  input(given: string, remedy?: string): string;
  /** A panel as the caller meant it: a path, or the name of a synthetic market. */
  panel(given: string): string;
  /** A line on stderr about how far the work is. */
  progress(line: string): void;
  /** stderr, where it is a terminal. */
  readonly terminal: Terminal | undefined;
  /** Aborted by Ctrl-C; a command that takes it ends calmly, any other is ended. */
  readonly signal: AbortSignal;
}

/** A command's work. Arguments and options are as commander parsed them. */
export type Work = (call: Call, args: readonly string[], options: Record<string, unknown>) => Promise<Answer>;

/** The `trident` command line; each command adds itself. */
export interface Program {
  /**
   * Adds a command, or one of a group (`market check`): `declare` gets it to add arguments and options, `work` does it.
   */
  add(name: string, summary: string, work: Work, declare?: (command: Command) => void): void;
}

/** A command of the program: adds itself to it. */
export type Register = (program: Program) => void;

/**
 * Runs the command line and gives the exit code: 0 done, 1 failed, 2 the command line itself was wrong, with paths where
 * nothing is. Every command
 * has `--help`, `--json` (exactly one object on stdout) and `--verbose` (the stack of an unexpected error). An error is
 * one line on stderr.
 *
 * @param argv the words after `trident`.
 */
export async function runProgram(
  commands: readonly Register[],
  argv: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const { stdout, stderr } = surroundings;
  const folder = calledFrom(surroundings);
  let exitCode = 0;
  const commander = new Command("trident")
    .description("Trading-model research that cannot be fooled quietly.")
    .version(version(), "--version", "print the version")
    .helpOption("--help", "print this help")
    .helpCommand(false)
    // What follows a command is its own, also where it is a group too: 'paper status --json'.
    .enablePositionalOptions()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
    .exitOverride();

  const program: Program = {
    add: (name, summary, work, declare) => {
      const command = groupOf(commander, name).command(name.split(" ").at(-1)!).description(summary);
      declare?.(command);
      command
        .option("--json", "print one JSON object on stdout; progress goes to stderr")
        .option("--verbose", "with an unexpected error, print where in the code it came from");
      command.action(async () => {
        const options = command.opts();
        const path = (given: string): string => {
          if (given === "") throw new CommandLineError("a path is empty", { remedy: "Name a file or a folder." });
          return resolve(folder, given);
        };
        const input = (given: string, remedy = "Check the path."): string => {
          const named = path(given);
          if (existsSync(named)) return named;
          throw new CommandLineError("there is no such file or folder", { where: [named], remedy });
        };
        const call: Call = {
          path,
          input,
          panel: (given) => {
            if (given === "")
              throw new CommandLineError("no panel is named", { remedy: "Give a file, a folder or synthetic." });
            if (!isSynthetic(given)) return input(given);
            asCommandLine(() => parseSynthetic(given));
            return given;
          },
          progress: (line) => {
            if (!surroundings.isLeaving) stderr.write(`${line}\n`);
          },
          terminal: stderr.isTTY
            ? {
                get columns() {
                  return stderr.columns ?? 80;
                },
                write: (text) => void stderr.write(text),
              }
            : undefined,
          get signal() {
            return surroundings.signal;
          },
        };
        const answer = await work(call, command.args, options);
        stdout.write(`${options.json ? JSON.stringify(answer.json) : answer.text}\n`);
        exitCode = answer.exitCode ?? (answer.failed ? 1 : 0);
      });
    },
  };
  for (const register of commands) register(program);

  try {
    await commander.parseAsync(joinPairs(argv), { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (surroundings.isLeaving) return 1;
    stderr.write(`trident: ${explain(error, argv.includes("--verbose"))}\n`);
    return isCommandLineError(error) ? 2 : 1;
  } finally {
    if (!surroundings.isLeaving) await currentSession().close();
  }
}

/**
 * commander's options take one value; `-p NAME VALUE`, as papermill has it, takes two. They are joined to NAME=VALUE,
 * so that a VALUE may begin with a dash. A name has no '=', so that what has one is a pair already.
 */
function joinPairs(argv: readonly string[]): string[] {
  const joined: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const isOption = argv[i] === "-p" || argv[i] === "--parameters";
    const isPair = isOption && i + 2 < argv.length && !argv[i + 1]!.includes("=");
    joined.push(argv[i]!);
    if (!isPair) continue;
    joined.push(`${argv[i + 1]}=${argv[i + 2]}`);
    i += 2;
  }
  return joined;
}

/** `market check` lies in the group `market`, which is made when its first command is added. */
function groupOf(commander: Command, name: string): Command {
  const [group, command] = name.split(" ");
  if (command === undefined) return commander;
  const known = commander.commands.find((each) => each.name() === group);
  return known ?? commander.command(group!).description(`${group} commands: see 'trident ${group} --help'`);
}

function explain(error: unknown, verbose: boolean): string {
  if (isTridentError(error)) return error.message;
  if (verbose) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const message = error instanceof Error ? error.message : String(error);
  // Permissions, full disks, names of folders where files are meant: the operating system says what and where.
  if (error instanceof Error && "syscall" in error) {
    return `${message}. See to ${"path" in error ? "that path, its permissions and its disk" : "the disk's free space"}`;
  }
  return `${message.split("\n")[0]} (unexpected: run it again with --verbose to see where it came from)`;
}

/** npm runs scripts in the repository's folder and keeps the caller's in INIT_CWD. */
function calledFrom({ cwd, env }: Surroundings): string {
  return cwd === root ? (env.INIT_CWD ?? cwd) : cwd;
}

function version(): string {
  return (JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string }).version;
}
