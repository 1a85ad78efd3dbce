import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { KernelError } from "./errors.ts";
import type { Kernelspec } from "./kernelspec.ts";

/** How many characters of what a kernel printed itself are kept, for the sentence that says why it died. */
const LAST_WORDS = 4_000;

/** How a kernel ended: one of the two is not null. */
interface KernelExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The operating system's side of a kernel: its process, and all processes that it started. */
export interface KernelProcess {
  readonly pid: number;
  /** Resolves when the process has ended. */
  readonly exited: Promise<KernelExit>;
  readonly ended: boolean;
  /** What the process printed on its own stdout and stderr, the last of it. */
  lastWords(): string;
  /** Forgets what it has said so far: what is said at the start is not what it dies of later. */
  forgetWords(): void;
  /** SIGINT to the kernel and what it started. */
  interrupt(): void;
  /** Ends the kernel and all that it started, at once. */
  kill(): Promise<void>;
}

/** Where and with what a kernel is started. */
export interface SpawnOptions {
  readonly connectionFile: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Starts a kernel in a process group of its own, so that a Ctrl-C at the terminal does not reach it and all that it
 * started can be ended together. A small watcher ends the group when this process dies, whatever killed it.
 *
 * @throws KernelError when the program cannot be started.
 */
export async function spawnKernel(spec: Kernelspec, options: SpawnOptions): Promise<KernelProcess> {
  const [command, ...args] = commandLine(spec, options.connectionFile);
  const child = spawn(command!, args, {
    cwd: options.cwd,
    env: { ...options.env, ...spec.env, JPY_PARENT_PID: String(process.pid) },
    stdio: ["ignore", "pipe", "pipe"],
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  await once(child, "spawn").catch((cause) => {
    throw new KernelError(`The kernel '${spec.name}' cannot be started: ${(cause as Error).message}`, {
      where: [join(spec.folder, "kernel.json"), `in the folder ${options.cwd}`],
      cause,
    });
  });
  let words = "";
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      words = (words + text).slice(-LAST_WORDS);
    });
  }
  const watcher = watchOver(child, dirname(options.connectionFile));
  let ended = false;
  const exited = new Promise<KernelExit>((resolve) => {
    child.once("exit", (code, signal) => {
      ended = true;
      // What the kernel started goes with it; the watcher has nothing left to do.
      signalGroup(child, "SIGKILL");
      watcher?.kill("SIGKILL");
      resolve({ code, signal });
    });
  });
  return {
    pid: child.pid!,
    exited,
    get ended() {
      return ended;
    },
    lastWords: () => words.trim(),
    forgetWords: () => {
      words = "";
    },
    interrupt: () => signalGroup(child, "SIGINT"),
    kill: async () => {
      if (!ended) signalGroup(child, "SIGKILL");
      await exited;
    },
  };
}

/** The command of a kernelspec; a bare `python` means the one of the environment that the kernelspec lies in. */
function commandLine(spec: Kernelspec, connectionFile: string): string[] {
  const argv = spec.argv.map((argument) =>
    argument.replaceAll("{connection_file}", connectionFile).replaceAll("{resource_dir}", spec.folder),
  );
  if (!/^python(3(\.\d+)?)?$/.test(argv[0]!)) return argv;
  const prefix = join(spec.folder, "..", "..", "..", "..");
  const own = process.platform === "win32" ? join(prefix, "Scripts", "python.exe") : join(prefix, "bin", "python");
  return existsSync(own) ? [own, ...argv.slice(1)] : argv;
}

/**
 * A process that waits for the other end of its stdin to close, which happens when this process ends in any way, and
 * then ends the kernel's group and removes its connection file.
 */
function watchOver(kernel: ChildProcess, runtimeFolder: string): ChildProcess | undefined {
  if (process.platform === "win32") return undefined;
  const script = 'read -r _; kill -s KILL -- "-$1"; rm -rf -- "$2"';
  const watcher = spawn("/bin/sh", ["-c", script, "sh", String(kernel.pid), runtimeFolder], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  watcher.on("error", () => {});
  watcher.stdin!.on("error", () => {});
  watcher.unref();
  return watcher;
}

function signalGroup(child: ChildProcess, signal: "SIGINT" | "SIGKILL"): void {
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid!, signal);
  } catch {
    // The group has already gone.
  }
}
