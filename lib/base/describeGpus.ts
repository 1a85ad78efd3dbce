import { execFile } from "node:child_process";
import { promisify } from "node:util";

const QUERY = ["--query-gpu=name,memory.total,driver_version", "--format=csv,noheader"];

const runProgram = async (program: string, args: readonly string[]): Promise<string | undefined> =>
  (await promisify(execFile)(program, [...args], { timeout: 60_000 })).stdout;

/**
 * Name, memory and driver of each GPU, as `nvidia-smi` tells them; null where there is none.
 *
 * @param run gives what a program prints; fails, or gives undefined, where the program does.
 */
export async function describeGpus(run = runProgram): Promise<string | null> {
  const told = await run("nvidia-smi", QUERY).catch(() => undefined);
  return told?.trim().split("\n").join("; ") || null;
}
