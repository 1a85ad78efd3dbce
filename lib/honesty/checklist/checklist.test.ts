import { expect, test } from "vitest";
import type { OutOfSample } from "../outOfSample.ts";
import { clean, judged, results } from "../test/simulatedResults.ts";
import type { Checklist } from "./checklist.ts";

const statuses = ({ lines }: Checklist) => Object.fromEntries(lines.map(({ id, status }) => [id, status]));

test("eight lines and four stretch goals, each with its three states", () => {
  const none = judged(results("half"));
  expect(none.lines.map(({ isStretchGoal }) => isStretchGoal)).toEqual([
    ...Array(8).fill(false),
    ...Array(4).fill(true),
  ]);
  expect(statuses(none)).toMatchObject({
    ...{ win_rate: "fail", sharpe: "fail", drawdown: "pass", institutional: "not enough data", leakage: "pass" },
    ...{ walk_forward: "not enough data", size: "pass", cluster_win_rate: "fail", spy: "not enough data" },
  });
  const high = judged(results("high", { wins: 0.97, sharpe: 8 }));
  expect(statuses(high)).toMatchObject({
    win_rate: "pass",
    sharpe: "pass",
    out_of_sample: "pass",
    cluster_win_rate: "pass",
  });
  const few = judged(results("few", { sessions: 126, wins: 0.9, trades: 60, sharpe: 3 }));
  expect(statuses(few)).toMatchObject({ win_rate: "not enough data", sharpe: "not enough data" });
  expect(few.sharpeStandardError).toBeCloseTo(Math.SQRT2, 6);
  const leaky = judged(results("leak"), { audit: [{ ...clean[0], passed: false, detail: "looks ahead" }] });
  expect(statuses(leaky)).toMatchObject({ leakage: "fail", zero_leakage: "fail" });
  expect(statuses(judged(results("not audited"), { audit: null }))).toMatchObject({ leakage: "not enough data" });
  const deep = results("deep");
  const fallen = judged({ ...deep, summary: { maxDrawdown: -0.1 } as OutOfSample["summary"] }, { bytes: 500e6 });
  expect(statuses(fallen)).toMatchObject({ drawdown: "fail", size: "fail" });
});

test("of an account that nothing was traded in no return is told, not even none", () => {
  const still = results("still");
  const found = { ...still, returns: still.returns.map(() => 0), summary: null };
  const line = judged(found).lines.find(({ id }) => id === "out_of_sample");
  expect(line).toMatchObject({ value: null, status: "not enough data", detail: "Nothing was traded." });
});

test("tradable only with every line of the edge verdict; the sentence says how much data it takes", () => {
  const strong = results("strong", { sharpe: 4 });
  const answer = judged(strong);
  expect(answer.answer).toBe("tradable");
  expect(answer.sentence).toMatch(/^On this evidence: tradable\. .* 24\.8 at 0\.5, 6\.2 at 1, 1\.6 at 2 years\.$/);
  expect(judged(strong, { audit: null }).sentence).toMatch(
    /^On this evidence: not enough data \(not shown: no leakage\)/,
  );
  expect(judged({ ...strong, blind: { p: 0.3, t: 1, weak: false } }).answer).toBe("not enough data");
  // What so many trials would have shown by luck is no edge.
  expect(judged(results("luck", { sharpe: 1.6 }), { trials: 100_000 }).answer).not.toBe("tradable");
  expect(judged(results("loss", { sharpe: -3 })).answer).toBe("not tradable");
  expect(judged(results("none", { sessions: 10 })).answer).toBe("not enough data");
});

test("what is too good to be true is withheld until the audit is clean", () => {
  const line = { id: "sharpe", title: "Sharpe ratio", value: 5, threshold: null, interval: null, detail: "" };
  const believable = { title: "", status: "fail", lines: [{ ...line, status: "fail" }] } as const;
  const wild = { ...results("wild", { sharpe: 5 }), believable };
  expect(judged(wild).answer).toBe("tradable");
  const { answer, edge } = judged(wild, { audit: null });
  expect(answer).toBe("not enough data");
  expect(edge.lines.at(-1)).toMatchObject({ id: "believable", detail: "Withheld until the audit is clean." });
});
