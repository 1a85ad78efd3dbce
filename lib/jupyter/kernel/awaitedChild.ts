import { readdir, readFile } from "node:fs/promises";

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** `S` while its first thread waits for the system, `R` while it computes, `Z` when it has ended. */
  readonly state: string;
  /** In ticks since the system started. */
  readonly started: number;
}

/**
 * The child process that a process waits for, as `execSync` does, with all that it has started itself. A process whose
 * own thread waits has nothing else to do, so it is the child that was started last.
 *
 * @param pid of a process that does not answer although its event loop should.
 * @returns the ids; none where it computes, waits for a thread, has no child, or the system does not say (it is read from /proc).
 */
export async function awaitedChild(pid: number | undefined, proc = "/proc"): Promise<readonly number[]> {
  const names = (await readdir(proc).catch(() => [])).filter((name) => /^\d+$/.test(name));
  const processes = (await Promise.all(names.map((name) => readProcess(Number(name), proc)))).filter(
    (each) => each !== undefined && each.state !== "Z",
  ) as readonly Process[];
  const waiting = processes.find((each) => each.pid === pid);
  if (waiting?.state !== "S" || (await waitsForThread(waiting.pid, proc))) return [];
  const last = processes
    .filter(({ parent }) => parent === pid)
    .sort((a, b) => b.started - a.started || b.pid - a.pid)
    .at(0);
  const family = last ? [last.pid] : [];
  for (const member of family) {
    family.push(...processes.filter(({ parent }) => parent === member).map((each) => each.pid));
  }
  return family;
}

/** Whether it is another thread that it waits for, as `Atomics.wait` does; its children have no part in that. */
async function waitsForThread(pid: number, proc: string): Promise<boolean> {
  return /futex/.test(await readFile(`${proc}/${pid}/wchan`, "utf8").catch(() => ""));
}

async function readProcess(pid: number, proc: string): Promise<Process | undefined> {
  const text = await readFile(`${proc}/${pid}/stat`, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  // The name of the program, in parentheses, may hold anything; the fields after it are plain.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { pid, state: fields[0]!, parent: Number(fields[1]), started: Number(fields[19]) };
}
