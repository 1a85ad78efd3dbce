import { describe, expect, test } from "vitest";
import { equalWeightReturn } from "../behaviour/index.ts";
import { syntheticMarket } from "../market/index.ts";
import { createRandom } from "../runtime/index.ts";
import { type Decisions, decideRows } from "./decisions.ts";
import { judgeDecisions } from "./judgeDecisions.ts";
import { tearSheet } from "./tearSheet/tearSheet.ts";
import { flatPanel } from "./test/flatPanel.ts";

const { panel, index } = syntheticMarket({ tickers: 20, years: 2, seed: 8 });
const rule = { profit: 0.1, stop: 0.1, horizon: 5 };
const spy = { closes: { date: panel.calendar, close: index }, origin: "its own" };

/** One ticker at random on every fifth session from `from` on. */
function seldom(from: number): Decisions {
  const random = createRandom("seldom");
  const chosen = Array.from(panel.calendar, () => random.integer(panel.tickers.length));
  return decideRows(panel, rule, (row) => {
    const s = panel.session[row]!;
    return s >= from && s % 5 === 0 && row >= panel.offsets[chosen[s]!]! && row < panel.offsets[chosen[s]! + 1]!;
  });
}

describe("judgeDecisions", () => {
  test("decisions made from tomorrow's return are a leak until proven otherwise", () => {
    // The highest tenth of what the next bar gains.
    const { open, close, session, offsets } = panel;
    const last = new Set(offsets.subarray(1).map((end) => end - 1));
    const gain = Array.from(open, (_, row) => (last.has(row) ? -1 : close[row + 1]! / open[row + 1]! - 1));
    const best = new Map<number, number>();
    gain.forEach((g, row) => {
      if (g > (gain[best.get(session[row]!) ?? -1] ?? -1)) best.set(session[row]!, row);
    });
    const oracle = decideRows(panel, { ...rule, horizon: 1 }, (row) => best.get(session[row]!) === row);
    const judged = judgeDecisions(panel, oracle, { draws: 20, spy });
    expect(judged.summary.sharpe).toBeGreaterThan(10);
    expect(judged.believable.status).toBe("fail");
    const [ratio, won] = judged.believable.lines;
    expect(ratio).toMatchObject({ id: "sharpe", status: "fail" });
    expect(ratio!.value).toBeGreaterThan(10);
    expect(won).toMatchObject({ id: "edge", status: "fail" });
    for (const { detail } of [ratio!, won!]) expect(detail).toContain("A leak until proven otherwise.");
    const [, said] = tearSheet(panel, judged, []);
    expect(said).toMatchObject({
      markdown: expect.stringMatching(/^\*\*Too good to be true: .*until proven otherwise/),
    });
  });

  test("honest decisions are not called so: on none of 6 markets, at random or by a true, weak signal", () => {
    const said = Array.from({ length: 6 }, (_, seed) => {
      const market = syntheticMarket({
        tickers: 20,
        years: 2,
        seed,
        drift: 0.1,
        signal: seed % 2 === 0 ? 0 : 0.02,
      }).panel;
      const random = createRandom("honest", seed);
      const rows = decideRows(market, { profit: 0.03, stop: 0.1, horizon: 14 }, () => random.uniform() < 0.05);
      return judgeDecisions(market, rows, { draws: 20 }).believable.status;
    });
    expect(said).toEqual(said.map(() => "pass"));
  });

  test("begins at the first decision, unless another start is asked for", () => {
    const decisions = seldom(300);
    const judged = judgeDecisions(panel, decisions, { draws: 20, spy });
    const first = Math.min(...Array.from(decisions.row, (row) => panel.session[row]!));
    expect(judged.policy.date[0]).toBe(panel.calendar[first]);
    expect(judged.startsAtDecision).toBe(true);
    const whole = judgeDecisions(panel, decisions, { draws: 20, start: panel.calendar[0]! });
    expect(whole).toMatchObject({ startsAtDecision: false, policy: { date: panel.calendar } });
  });

  test("a policy that is seldom invested is compared at its own exposure, not with the market's fall", () => {
    const falling = syntheticMarket({ tickers: 20, years: 2, seed: 8, drift: -0.5 }).panel;
    const { opponents, summary } = judgeDecisions(falling, seldom(0), { draws: 50 });
    const excess = (name: string) => opponents[name]!.excess.value!;
    expect(summary.exposure).toBeLessThan(0.12);
    for (const name of ["blind", "timing"]) {
      expect(opponents[name]!.exposure / summary.exposure).toBeCloseTo(1, 1);
      expect(Math.abs(opponents[name]!.beta)).toBeLessThan(0.15);
      expect(Math.abs(excess(name))).toBeLessThan(0.0003);
    }
    expect(excess("equal weight")).toBeGreaterThan(0.001);
  });

  test("timing is the policy's exposure within each session in the equal-weight panel", () => {
    const { policy, curves } = judgeDecisions(panel, seldom(100), { draws: 20 });
    const first = panel.calendar.indexOf(policy.date[0]!);
    const market = equalWeightReturn(panel).value;
    const timing = curves.find(({ name }) => name === "timing")!.equity;
    const want = policy.exposure.reduce((value, share, s) => value * (1 + share * (market[first + s] || 0)), 1e5);
    expect(timing.at(-1)).toBeCloseTo(want, 6);
    expect(timing.at(-1)).not.toBeCloseTo(1e5, 0);
  });

  test("the opponent's rule cannot be chosen: each decision keeps its own, and the mix is shown", () => {
    const decisions = seldom(0);
    const profit = decisions.profit.map((p, k) => p + 0.0001 * k);
    const horizon = decisions.horizon.map((h, k) => (k < 2 ? 1 : h));
    const tight = { ...decisions, profit: profit.map((p, k) => (k < 2 ? 0.005 : p)), horizon };
    const { rules, opponents } = judgeDecisions(panel, tight, { draws: 50 });
    expect(rules.different).toBe(decisions.row.length - 1);
    expect(rules.most[0]).toEqual({ profit: 0.005, stop: 0.1, horizon: 1, decisions: 2 });
    const plain = judgeDecisions(panel, { ...decisions, profit }, { draws: 50 }).opponents;
    expect(opponents.blind!.totalReturn).toBeCloseTo(plain.blind!.totalReturn, 2);
  });

  test("says what is weak, missing or left out", () => {
    const { notes, nonMembers } = judgeDecisions(panel, seldom(0), { draws: 20, spy: { ...spy, closes: undefined } });
    expect(nonMembers).toBe(0);
    expect(notes).toContainEqual(
      expect.stringMatching(/^Decisions not taken: \d \(horizon ends after the last session\)/),
    );
    expect(notes).toContainEqual(
      expect.stringContaining("4 tickers in a fifth of volatility: below 9 its power is weak"),
    );
    expect(notes).toContainEqual(expect.stringMatching(/Momentum is in cash until 2024-0[12]/));
    expect(notes).toContainEqual("SPY is left out: its own.");
    const short = flatPanel(40, { A: {}, B: {} });
    const few = judgeDecisions(
      short,
      decideRows(short, rule, (row) => row === 3),
      { draws: 20 },
    );
    expect(few.notes).toContainEqual("Momentum is in cash throughout: no ticker has the 252 bars that it looks back.");
    expect(few).toMatchObject({ blind: { p: 1 }, spy: "not asked for" });
  });

  test("says what dilutes a result or is not in it: an idle tail, and decisions that were never filled", () => {
    const random = createRandom("early");
    const early = decideRows(panel, rule, (row) => panel.session[row]! < 60 && random.uniform() < 0.5);
    const { notes, summary } = judgeDecisions(panel, early, { draws: 20, positions: 2 });
    expect(notes).toContainEqual(expect.stringMatching(/^Nothing is held in the last 4\d\d of 5\d\d sessions: cash/));
    const [, all, untraded] = notes.join("\n").match(/judges all (\d+) decisions alike, also the (\d+) that/)!;
    expect(Number(all)).toBe(early.row.length);
    expect(Number(untraded)).toBe(early.row.length - summary.trades);
    const whole = judgeDecisions(panel, seldom(0), { draws: 20 }).notes.join("\n");
    expect(whole).not.toMatch(/Nothing is held|judges all/);
  });

  test("says where costs were set below what is estimated, and only there", () => {
    const notesAt = (costs: object) => judgeDecisions(panel, seldom(0), { draws: 20, costs }).notes.join("\n");
    expect(notesAt({ spread: 0, impact: 2 })).toContain("costs were set below what is estimated (spread 0 for 1):");
    expect(notesAt({ spread: 1.5 })).not.toContain("costs were set");
  });

  test("refuses to judge nothing", () => {
    const none = decideRows(panel, rule, () => false);
    expect(() => judgeDecisions(panel, none)).toThrow("there are no decisions to judge");
  });
});
