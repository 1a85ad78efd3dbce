import { readdir, readFile } from "node:fs/promises";

/** Bytes of a page on the systems that have /proc; the kernel's own `ru_maxrss` and `statm` count in it. */
const PAGE = 4096;

/**
 * The memory that a process and all that it started hold, in bytes: the sum of their resident sets, in which pages that
 * they share count more than once. Null where the system does not say (it is read from /proc).
 */
export async function kernelMemory(pid: number, proc = "/proc"): Promise<number | null> {
  const names = await readdir(proc).catch(() => []);
  const children = new Map<number, number[]>();
  const resident = new Map<number, number>();
  await Promise.all(
    names
      .filter((name) => /^\d+$/.test(name))
      .map(async (name) => {
        const text = await readFile(`${proc}/${name}/stat`, "utf8").catch(() => undefined);
        if (text === undefined) return;
        // The name of the program, in parentheses, may hold anything; the fields after it are plain.
        const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
        const parent = Number(fields[1]);
        resident.set(Number(name), Number(fields[21]) * PAGE);
        children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
      }),
  );
  if (!resident.has(pid)) return null;
  const family = [pid];
  for (const member of family) family.push(...(children.get(member) ?? []));
  return family.reduce((sum, member) => sum + (resident.get(member) ?? 0), 0);
}
