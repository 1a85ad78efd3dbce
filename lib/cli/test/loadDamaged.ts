import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("damagedProgram.ts", import.meta.url));
/** How long a bundle may take, in ms, on a machine that has other work. */
const PATIENCE = 20_000;

/** What became of damaged bundles. */
export interface LoadedDamaged {
  readonly refused: number;
  /** Still bundles: a leaf's value was changed, or a text that nothing rests on. */
  readonly read: number;
  /** Refused by a model's reader, not by a hash or the manifest. */
  readonly byReaders: number;
  /** Crashes, hangs, much memory, other errors, and what was read although it had to be refused. */
  readonly faults: readonly string[];
}

/** Loads damaged bundles, numbers `first` and on, in a process of their own that has little memory. */
export async function loadDamaged(first: number, cases: number): Promise<LoadedDamaged> {
  const child = spawn(
    process.execPath,
    ["--conditions=source", "--max-old-space-size=192", PROGRAM, String(first), String(cases)],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let complaint = "";
  child.stderr.on("data", (text) => (complaint += text));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  let [refused, read, byReaders] = [0, 0, 0];
  const faults: string[] = [];
  const said = new Map<string, string>();
  const watchdog = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
  let last = "";
  for await (const line of createInterface({ input: child.stdout })) {
    watchdog.refresh();
    last = line;
    if (line === "whole") continue;
    const [number, ...words] = line.split(" ");
    if (!said.has(number!)) {
      said.set(number!, line);
      continue;
    }
    if (words[0] === "refused") refused++;
    else if (words[0] === "read") read++;
    else faults.push(`${said.get(number!)}: ${words.join(" ")}`);
    if (words[1] === "ModelFileError") byReaders++;
  }
  clearTimeout(watchdog);
  const code = await ended;
  if (code !== 0)
    faults.push(`it ended with ${code ?? "a kill: it hung or had no memory"} after '${last}': ${complaint}`);
  return { refused, read, byReaders, faults };
}
