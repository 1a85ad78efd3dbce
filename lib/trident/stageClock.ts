import { readFileSync } from "node:fs";

/** What the stages of a training cost. */
export interface StageClock {
  /** Times a stage; one that is entered again adds up. */
  stage<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Seconds since the clock was made. */
  elapsed(): number;
  /** Watches the memory of another process at the end of each stage. */
  watch(pid: number): void;
  facts(): {
    readonly seconds: Readonly<Record<string, number>>;
    /** Peak resident memory in bytes up to the end of each stage: of this process, and of all engine hosts together. */
    readonly peakMemory: Readonly<Record<string, { readonly own: number; readonly hosts: number | null }>>;
  };
}

export function stageClock(now: () => number = () => performance.now()): StageClock {
  const seconds: Record<string, number> = {};
  const peakMemory: Record<string, { own: number; hosts: number | null }> = {};
  const watched = new Set<number>();
  const started = now();
  return {
    stage: async (name, work) => {
      const from = now();
      try {
        return await work();
      } finally {
        seconds[name] = (seconds[name] ?? 0) + (now() - from) / 1000;
        peakMemory[name] = { own: process.resourceUsage().maxRSS * 1024, hosts: peakOf(watched) };
      }
    },
    elapsed: () => (now() - started) / 1000,
    watch: (pid) => void watched.add(pid),
    facts: () => ({ seconds: { ...seconds }, peakMemory: { ...peakMemory } }),
  };
}

/** The sum of what processes have used at most; null where the system does not tell, or one is gone. */
function peakOf(pids: ReadonlySet<number>): number | null {
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
