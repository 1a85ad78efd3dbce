import type { EngineHost } from "../engines/index.ts";
import { largestFirst, type MemberWork } from "./memberPlan.ts";

/** The hosts that work on one member. */
export interface MemberHosts {
  /** The member's own. */
  readonly own: EngineHost;
  /** How many may work on it at a time: all that there are. */
  readonly most: number;
  /** Has a piece of work done by the member's own host, or by one that has no member left, whichever is free first. */
  run<T>(piece: (host: EngineHost) => Promise<T>): Promise<T>;
}

/** What waits for a host. */
interface Piece {
  readonly own: EngineHost;
  readonly start: (host: EngineHost) => Promise<void>;
}

/**
 * Gives each host one member at a time, those with the most work first; a host with no member left helps with the pieces
 * of others, so that none waits for the last member.
 *
 * @returns by plan.
 * @throws what the first that failed threw, once `stop` has told the others and they have ended.
 */
export async function shareHosts<P extends MemberWork, T>(
  plans: readonly P[],
  hosts: readonly EngineHost[],
  stop: AbortController,
  work: (plan: P, hosts: MemberHosts) => Promise<T>,
): Promise<readonly T[]> {
  const results: T[] = [];
  const left = largestFirst(plans);
  const waiting: Piece[] = [];
  const busy = new Set<EngineHost>();
  const spare = new Set<EngineHost>();

  const startWhatCan = (): void => {
    for (const piece of [...waiting]) {
      const host = [piece.own, ...spare].find((each) => !busy.has(each));
      if (!host) continue;
      waiting.splice(waiting.indexOf(piece), 1);
      busy.add(host);
      void piece.start(host).then(() => {
        busy.delete(host);
        startWhatCan();
      });
    }
  };
  const run = <R>(own: EngineHost, piece: (host: EngineHost) => Promise<R>): Promise<R> =>
    new Promise((resolve, reject) => {
      waiting.push({ own, start: (host) => piece(host).then(resolve, reject) });
      startWhatCan();
    });
  const serve = async (own: EngineHost): Promise<void> => {
    for (let k = left.shift(); k !== undefined; k = left.shift()) {
      results[k] = await work(plans[k]!, { own, most: hosts.length, run: (piece) => run(own, piece) });
    }
    spare.add(own);
    startWhatCan();
  };

  const serving = hosts.map((host) =>
    serve(host).catch((error) => {
      stop.abort(error);
      throw error;
    }),
  );
  await Promise.allSettled(serving);
  stop.signal.throwIfAborted();
  return results;
}
