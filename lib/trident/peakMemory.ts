import { readFileSync } from "node:fs";

/** Bytes of memory that processes have used at most, all together; null where the system does not tell, or one is gone. */
export function peakMemory(pids: Iterable<number>): number | null {
  let sum = 0;
  for (const pid of pids) {
    try {
      const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
      sum += Number(peak![1]) * 1024;
    } catch {
      return null;
    }
  }
  return sum;
}
