import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Content } from "./frames.ts";
import { ProgressDisplays } from "./progress.ts";

type Shown = Extract<Content, { type: "display" }>;

function displays() {
  const shown: Shown[] = [];
  const clock = { now: 0 };
  const all = new ProgressDisplays(
    (content) => shown.push(content as Shown),
    () => clock.now,
  );
  return { all, shown, clock, texts: () => shown.map(({ data }) => data["text/plain"]) };
}

test("one output, updated in place at most five times a second, the last state at once", () => {
  const { all, shown, clock, texts } = displays();
  const step = all.begin("forests", 100);
  for (let done = 1; done <= 100; done++) {
    clock.now += 20;
    step(done);
  }
  all.end();
  expect(new Set(shown.map(({ id }) => id)).size).toBe(1);
  expect(shown.map(({ update }) => update)).toEqual([false, ...Array(10).fill(true)]);
  expect(texts().slice(0, 3)).toEqual([
    "forests: 0 of 100, 0 s",
    "forests: 10 of 100, 0 s, about 2 s left",
    "forests: 20 of 100, 0 s, about 2 s left",
  ]);
  expect(texts().at(-1)).toBe("forests: 100 of 100, 2 s");
});

test("a cell that ends on the way shows how far it came, and guesses nothing", () => {
  const { all, clock, texts } = displays();
  const step = all.begin("trials");
  clock.now = 4_000_000;
  step(3, 4000, "xgboost");
  step(4, 4000);
  all.end();
  all.end();
  expect(texts()).toEqual([
    "trials: 0, 0 s",
    "trials: 3 of 4,000, 1 h 6 min, about 1480 h 22 min left (xgboost)",
    "trials: 4 of 4,000, 1 h 6 min",
  ]);
});

test("a state that waits is shown without another call", async () => {
  const { all, texts } = displays();
  const step = all.begin("rows", 10);
  step(1);
  expect(texts()).toHaveLength(1);
  // The timer is of the real clock: the other one stands still.
  await expect.poll(() => texts().at(-1), { timeout: 20_000 }).toMatch(/^rows: 1 of 10/);
  step(2);
  all.end();
  const count = texts().length;
  await delay(300);
  expect(texts()).toHaveLength(count);
});

test("titles and notes are escaped", () => {
  const { all, shown } = displays();
  all.begin("<b>", 2)(2, 2, "<i>");
  expect(shown.at(-1)!.data["text/html"]).toBe(
    '<div><progress value="2" max="2"></progress> &lt;b&gt;: 2 of 2, 0 s (&lt;i&gt;)</div>',
  );
});

test("whoever goes on with the work of a stopped cell is told so, nobody else", () => {
  const { all } = displays();
  const earlier = all.begin("of a cell that ended by itself");
  all.end();
  const stopped = all.begin("stopped");
  all.end(new Error("interrupted"));
  const later = all.begin("later");
  expect(() => stopped(1)).toThrow("interrupted");
  earlier(1);
  later(1);
});
