import type { Panel } from "../../market/index.ts";
import { createRandom, type Random } from "../../runtime/index.ts";
import { type Decisions, decideRows } from "../decisions.ts";
import type { BacktestOptions } from "../settings.ts";

/** Decisions and how they are traded. */
export interface Policy {
  readonly decisions: Decisions;
  readonly options: BacktestOptions;
}

/** A portfolio by weights: `of` is its kind and, for `buyAndHold`, its ticker. */
export interface Opponent {
  readonly of: readonly ["equalWeight" | "momentum" | "buyAndHold", string?];
  readonly first: number;
  readonly last: number;
  readonly capital: number;
  readonly costs: { readonly commission?: number; readonly spread?: number; readonly impact?: number };
}

const FREE = { commission: 0, spread: 0, impact: 0 };

/** A policy that nobody would follow, but everything in it is allowed. The same names give the same one. */
export function randomPolicy(panel: Panel, ...names: readonly (string | number)[]): Policy {
  const random = createRandom("random policy", ...names);
  const pick = <T>(...choices: readonly T[]): T => choices[random.integer(choices.length)]!;
  const options: { -readonly [name in keyof BacktestOptions]: BacktestOptions[name] } = {
    positions: pick(1, 2, 5, 10, 25),
    capital: pick(1e3, 1e4, 1e5, 1e6, 1e7, 1e9),
    sizing: pick("equal", "volatility"),
    costs: pick(FREE, {}, {}, { commission: 0.001, spread: 2, impact: 0.5 }, { spread: 0 }, { impact: 0 }),
  };
  const days = panel.calendar.length;
  // Not always a session, now and then before or after all bars.
  const dayAt = (session: number) =>
    (panel.calendar[Math.max(0, Math.min(days - 1, session))] ?? 0) + random.integer(3) - 1;
  if (random.uniform() < 0.5) options.start = dayAt(random.integer(days >> 1));
  if (random.uniform() < 0.5) options.end = dayAt(days - 1 - random.integer(days >> 2));
  if (random.uniform() < 0.5) options.participation = pick(0.001, 0.01, 1);
  if (random.uniform() < 0.3) options.targetVolatility = pick(0.1, 0.6);
  if (random.uniform() < 0.3) options.delistingReturn = pick(-1, -0.5, 0, 0.2);
  return { decisions: randomDecisions(panel, random, pick(0.002, 0.01, 0.05, 0.3)), options };
}

function randomDecisions(panel: Panel, random: Random, share: number): Decisions {
  const mixed = random.uniform() < 0.5;
  const rule = () => ({
    profit: (1 + random.integer(15)) / 100,
    stop: (1 + random.integer(12)) / 100,
    horizon: 1 + random.integer(random.uniform() < 0.2 ? 40 : 14),
  });
  // Coarse scores tie.
  const grid = random.uniform() < 0.5 ? 3 : 1e9;
  const decisions = decideRows(
    panel,
    rule(),
    () => random.uniform() < share,
    () => Math.round(random.normal() * grid) / grid,
  );
  if (!mixed) return decisions;
  const rules = Array.from(decisions.row, rule);
  return {
    ...decisions,
    profit: Float64Array.from(rules, ({ profit }) => profit),
    stop: Float64Array.from(rules, ({ stop }) => stop),
    horizon: Int32Array.from(rules, ({ horizon }) => horizon),
  };
}

/** Opponents of each kind over all sessions and over some. */
export function randomOpponents(panel: Panel, ...names: readonly (string | number)[]): readonly Opponent[] {
  const random = createRandom("random opponents", ...names);
  const end = panel.calendar.length - 1;
  return [0, 1].flatMap((part) => {
    const first = part * random.integer(end >> 1);
    const last = end - part * random.integer(end >> 2);
    const ticker = panel.tickers[random.integer(panel.tickers.length)]!;
    return ([["equalWeight"], ["momentum"], ["buyAndHold", ticker]] as const).flatMap((of) =>
      [
        { capital: 1e5, costs: FREE },
        { capital: 1e5, costs: {} },
        { capital: 1e8, costs: { commission: 0.001 } },
      ].map((options) => ({ of, first, last, ...options })),
    );
  });
}
