import type { Random } from "../../runtime/index.ts";
import { type Clock, systemClock } from "./clock.ts";
import { YahooError } from "./yahooError.ts";

/** How long to try. */
export interface Patience {
  /** Requests for one answer, at most. */
  readonly attempts: number;
  /** Milliseconds until a request is given up. */
  readonly timeout: number;
  /** The first wait in milliseconds; each later one may be twice as long. */
  readonly firstWait: number;
  readonly longestWait: number;
  /** So many failures in a row, whoever asked, open the circuit: nobody asks for a while. */
  readonly failuresToOpen: number;
  /** Milliseconds that the circuit stays open; twice as long each time that the one request after it fails. */
  readonly openFor: number;
  /** The circuit opens so often before the run is given up. */
  readonly openings: number;
  /** So many requests without a connection, and none before them with an answer, say that this machine is offline. */
  readonly failuresOffline: number;
}

export const PATIENCE: Patience = {
  attempts: 8,
  timeout: 30_000,
  firstWait: 1000,
  longestWait: 120_000,
  failuresToOpen: 12,
  openFor: 60_000,
  openings: 5,
  failuresOffline: 5,
};

/** A whole answer: its text has been read to the end. */
export interface WholeAnswer {
  readonly status: number;
  readonly body: string;
}

/** Asks one source again and again until it answers, and leaves it alone when it cannot. */
export interface PatientFetch {
  /**
   * The whole answer: 200 with JSON, or another status that asking again would not change.
   *
   * @param random where the jitter of this request's waits comes from.
   * @throws YahooError `unreachable` after the last attempt (`refused` if that was a 401 or 403), `not asked` once the
   * run is given up or interrupted, or this machine seems to be offline.
   */
  ask(url: string, init: RequestInit, random: Random): Promise<WholeAnswer>;
  /** Requests sent so far, and how many of them brought no answer. */
  readonly sent: number;
  readonly failed: number;
}

/** What patience asks of the world. */
export interface PatientEffects {
  readonly patience?: Patience;
  readonly clock?: Clock;
  readonly signal?: AbortSignal | undefined;
  /** Gets a line when nobody is to ask for a while. */
  readonly notice?: (line: string) => void;
}

/** A try that failed; `wait` is what the source asked for, in milliseconds. */
interface Failed {
  readonly why: string;
  readonly wait: number;
  /** True if there was not even a connection. */
  readonly unconnected?: boolean;
}

const UNCONNECTED = new Set([
  ...["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ENETUNREACH", "ENETDOWN", "EHOSTUNREACH"],
  "UND_ERR_CONNECT_TIMEOUT",
]);

/**
 * Retries on 429, 5xx, time-outs, broken connections and answers that are cut off, waiting a random time up to a bound
 * that doubles (full jitter), or as long as Retry-After says: that one holds for all requests, as does the circuit
 * breaker, which after many failures in a row lets a single request through at a time.
 */
export function patientFetch(send: typeof fetch, effects: PatientEffects = {}): PatientFetch {
  const { patience = PATIENCE, clock = systemClock, signal, notice = () => {} } = effects;
  let sent = 0;
  let failed = 0;
  let inARow = 0;
  let openings = 0;
  /** Requests without a connection as long as nothing else has come. */
  let unconnected = 0;
  let connected = false;
  /** Why nobody can ask. */
  let offline: string | undefined;
  /** Nobody asks before this time. */
  let notBefore = 0;
  /** The one request that goes through after the circuit was open; the others wait for it. */
  let probe: Promise<void> | undefined;

  const once = async (url: string, init: RequestInit): Promise<WholeAnswer | Failed> => {
    const timeout = AbortSignal.timeout(patience.timeout);
    sent++;
    try {
      const response = await send(url, { ...init, signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
      const body = await response.text();
      const { status } = response;
      if (status === 401 || status === 403 || status === 429 || status >= 500) {
        return { why: `status ${status}`, wait: retryAfter(response.headers.get("retry-after"), clock.now()) };
      }
      if (!isJson(body)) return { why: `status ${status} with an answer that is cut off or no JSON`, wait: 0 };
      return { status, body };
    } catch (error) {
      if (signal?.aborted) throw notAsked("the run was interrupted");
      if (timeout.aborted) return { why: `no answer in ${patience.timeout / 1000} s`, wait: 0 };
      const { cause, message } = error as Error;
      if (!(cause instanceof Error)) return { why: message, wait: 0 };
      const { code = "" } = cause as NodeJS.ErrnoException;
      // Several addresses that all refuse are an error without words.
      return { why: cause.message || code, wait: 0, unconnected: UNCONNECTED.has(code) };
    }
  };

  /** Waits until the source may be asked. The first one after the circuit was open is the probe, and ends it. */
  const turn = async (): Promise<(() => void) | undefined> => {
    for (;;) {
      if (signal?.aborted) throw notAsked("the run was interrupted");
      if (offline !== undefined) throw cannotReach(offline);
      if (openings > patience.openings) throw notAsked("Yahoo has not answered for too long");
      const wait = notBefore - clock.now();
      if (wait > 0) await clock.sleep(wait, signal).catch(() => {});
      else if (probe) await probe;
      else if (inARow < patience.failuresToOpen) return undefined;
      else {
        const { promise, resolve } = Promise.withResolvers<void>();
        probe = promise;
        return () => {
          probe = undefined;
          resolve();
        };
      }
    }
  };

  const settle = (result: WholeAnswer | Failed, isProbe: boolean): void => {
    if ("status" in result) {
      inARow = 0;
      openings = 0;
      connected = true;
      return;
    }
    failed++;
    connected ||= result.unconnected !== true;
    if (!connected && ++unconnected >= patience.failuresOffline) {
      offline = result.why;
      return;
    }
    inARow++;
    let wait = result.wait;
    if (inARow === patience.failuresToOpen || isProbe) {
      wait = Math.max(wait, patience.openFor * 2 ** openings);
      openings++;
    }
    const until = clock.now() + wait;
    if (wait === 0 || until <= notBefore) return;
    notBefore = until;
    if (openings <= patience.openings)
      notice(`Yahoo does not answer (${result.why}): waiting ${Math.ceil(wait / 1000)} s`);
  };

  return {
    get sent() {
      return sent;
    },
    get failed() {
      return failed;
    },
    ask: async (url, init, random) => {
      let why = "";
      for (let attempt = 0; attempt < patience.attempts; attempt++) {
        if (attempt > 0) {
          const bound = Math.min(patience.longestWait, patience.firstWait * 2 ** (attempt - 1));
          await clock.sleep(bound * random.uniform(), signal).catch(() => {});
        }
        const endProbe = await turn();
        const result = await once(url, init).catch((error) => {
          endProbe?.();
          throw error;
        });
        settle(result, endProbe !== undefined);
        endProbe?.();
        if ("status" in result) return result;
        if (offline !== undefined) throw cannotReach(offline);
        why = result.why;
      }
      throw new YahooError(
        /^status 40[13]/.test(why) ? "refused" : "unreachable",
        `Yahoo gave no whole answer in ${patience.attempts} requests: ${why}`,
        {
          remedy: "Run it again: what has come is kept.",
        },
      );
    },
  };
}

const notAsked = (why: string): YahooError =>
  new YahooError("not asked", why, { remedy: "Run it again: what has come is kept." });

const cannotReach = (why: string): YahooError => notAsked(`Yahoo cannot be reached: ${why}`);

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}

/** Retry-After in milliseconds (RFC 9110, 10.2.3: seconds or a date), at most ten minutes; 0 if there is none. */
function retryAfter(header: string | null, now: number): number {
  if (header === null) return 0;
  const wait = /^\d+$/.test(header.trim()) ? 1000 * Number(header) : Date.parse(header) - now;
  return Number.isNaN(wait) ? 0 : Math.min(Math.max(wait, 0), 600_000);
}
