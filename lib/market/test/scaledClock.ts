import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../yahoo/clock.ts";

/** A clock that runs so many times as fast as the machine's, from a given time on. */
export function scaledClock(start: number, factor: number): Clock & { readonly slept: readonly number[] } {
  const began = performance.now();
  const slept: number[] = [];
  return {
    slept,
    now: () => start + factor * (performance.now() - began),
    sleep: async (milliseconds, signal) => {
      slept.push(milliseconds);
      await sleep(milliseconds / factor, undefined, signal ? { signal } : {});
    },
  };
}
