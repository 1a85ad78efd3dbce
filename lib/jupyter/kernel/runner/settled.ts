import { subscribe } from "node:diagnostics_channel";
import { setTimeout as delay, setImmediate as turn } from "node:timers/promises";
import type { Worker } from "node:worker_threads";

/** How often it is looked at what still goes on, in ms. */
const OFTEN = 20;

/** The kinds of things that keep this process's event loop alive, such as `Timeout`, one for each of them. */
type Resources = () => readonly string[];

/**
 * Remembers what keeps the event loop alive now, and gives a function that waits until nothing else does: no timer, no
 * request of the file system or the network, no server and no child process. It waits at most so many ms, and resolves
 * with the names of what is left, separated by commas.
 */
export function settling(resources: Resources = activeResources()): (ms: number) => Promise<string> {
  const own = countsOf(resources());
  const left = (): string[] =>
    [...countsOf(resources())].flatMap(([kind, count]) => {
      const more = count - (own.get(kind) ?? 0);
      return more <= 0 ? [] : more === 1 ? [kind] : [`${more} ${kind}`];
    });
  return async (ms) => {
    const end = performance.now() + ms;
    for (;;) {
      // What a callback started shows itself a turn later.
      await turn();
      const names = left();
      if (names.length === 0 || performance.now() >= end) return names.join(", ");
      await delay(OFTEN, undefined, { ref: false });
    }
  };
}

/** What Node lists, and the threads from now on, which it does not. */
function activeResources(): Resources {
  const threads = new Set<Worker>();
  subscribe("worker_threads", (message) => {
    const { worker } = message as { readonly worker: Worker };
    const { ref, unref } = worker;
    threads.add(worker);
    worker.once("exit", () => threads.delete(worker));
    worker.ref = () => {
      if (worker.threadId >= 0) threads.add(worker);
      return ref.call(worker);
    };
    worker.unref = () => {
      threads.delete(worker);
      return unref.call(worker);
    };
  });
  return () => [...process.getActiveResourcesInfo(), ...Array.from(threads, () => "Worker")];
}

function countsOf(kinds: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
