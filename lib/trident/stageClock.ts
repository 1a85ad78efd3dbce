import { peakMemory } from "./peakMemory.ts";

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
  const peaks: Record<string, { own: number; hosts: number | null }> = {};
  const watched = new Set<number>();
  const started = now();
  return {
    stage: async (name, work) => {
      const from = now();
      try {
        return await work();
      } finally {
        seconds[name] = (seconds[name] ?? 0) + (now() - from) / 1000;
        peaks[name] = { own: process.resourceUsage().maxRSS * 1024, hosts: peakMemory(watched) };
      }
    },
    elapsed: () => (now() - started) / 1000,
    watch: (pid) => void watched.add(pid),
    facts: () => ({ seconds: { ...seconds }, peakMemory: { ...peaks } }),
  };
}
