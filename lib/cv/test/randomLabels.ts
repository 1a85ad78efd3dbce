import type { Labels } from "../../labels/index.ts";
import { createRandom } from "../../runtime/index.ts";

/**
 * Labels of random length, by no method: up to `longest` sessions from decision to exit, on tickers that are listed
 * late, miss sessions and have rows without a label. Sessions are days 20000, 20001, ...
 */
export function randomLabels(seed: string, { tickers = 5, sessions = 60, longest = 8, unknown = 0.1 } = {}): Labels {
  const random = createRandom("random labels", seed);
  const offsets = [0];
  const decision: number[] = [];
  const exit: number[] = [];
  for (let t = 0; t < tickers; t++) {
    const listed = t > 0 && random.uniform() < 0.5 ? random.integer(sessions) : 0;
    for (let s = listed; s < sessions; s++) {
      if (t > 0 && random.uniform() < 0.1) continue;
      const last = s + random.integer(longest + 1);
      decision.push(s);
      exit.push(last < sessions && random.uniform() >= unknown ? last : -1);
    }
    offsets.push(decision.length);
  }
  const rows = decision.length;
  const ended = Int32Array.from(exit);
  return {
    parameters: {
      method: "simple",
      profit: 0.05,
      stop: 0.05,
      horizon: longest,
      barriers: "fixed",
      primary: "none",
      entry: "close",
      timeout: "hold",
      delistingReturn: 0,
    },
    tickers: offsets.slice(1).map((_, t) => `T${t}`),
    offsets: Uint32Array.from(offsets),
    rows,
    calendar: Int32Array.from({ length: sessions }, (_, s) => 20_000 + s),
    decisionSession: Int32Array.from(decision),
    known: Uint8Array.from(exit, (s) => (s >= 0 ? 1 : 0)),
    label: new Int8Array(rows),
    entryRow: new Int32Array(rows).fill(-1),
    exitRow: new Int32Array(rows).fill(-1),
    entrySession: Int32Array.from(exit, (s, row) => (s >= 0 ? decision[row]! : -1)),
    exitSession: ended,
    ret: new Float64Array(rows),
    delisted: new Uint8Array(rows),
  };
}

/** One ticker, a decision a session, each settled `horizon` sessions later. */
export function fixedLength(rows: number, horizon: number): Labels {
  const base = randomLabels("fixed", { tickers: 1, sessions: rows + horizon, longest: 0, unknown: 0 });
  const exits = Int32Array.from(base.decisionSession, (s) => (s < rows ? s + horizon : -1));
  return { ...base, exitSession: exits, known: Uint8Array.from(exits, (s) => (s >= 0 ? 1 : 0)) };
}
