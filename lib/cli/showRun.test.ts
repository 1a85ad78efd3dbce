import type { RunPlan } from "trident-jupyter";
import { expect, test } from "vitest";
import type { Call } from "./program.ts";
import { describeEstimate, showRun } from "./showRun.ts";

const PLAN = { notebooks: [{}, {}] } as unknown as RunPlan;

function view(terminal?: Call["terminal"], signal = new AbortController().signal) {
  const lines: string[] = [];
  const call = { progress: (line: string) => lines.push(line), terminal, signal } as unknown as Call;
  return { lines, show: showRun(PLAN, call, () => 0) };
}

test("plain lines say what ran and what did not, and pass over short cells", () => {
  const { lines, show } = view();
  show.receive("a", { type: "started", notebook: "a.ipynb", cells: 2 });
  show.receive("a", { type: "cell-ended", cell: 1, status: "completed", seconds: 0.1 });
  show.receive("a", { type: "cell-ended", cell: 2, status: "failed", seconds: 0.1 });
  show.receive("b", { type: "skipped", because: "a did not complete" });
  show.end();
  expect(lines).toEqual(["a: 2 cells", "a: cell 2 failed in 0.1 s", "b: not run, since a did not complete"]);
});

test("a notebook's name prints as one line, whatever is in it", () => {
  const { lines, show } = view();
  show.receive("a\nb\u001b[2J", { type: "started", notebook: "a.ipynb", cells: 2 });
  show.end();
  expect(lines).toEqual(["a b [2J: 2 cells"]);
});

test("on a terminal the block is taken away before a line is said and when all is over", async () => {
  let screen = "";
  const { show } = view({ columns: 60, write: (text) => (screen += text) });
  show.receive("a", { type: "started", notebook: "a.ipynb", cells: 2 });
  show.receive("a", { type: "cell-started", cell: 1, id: "x" });
  show.receive("a", { type: "memory", bytes: 2e9 });
  show.receive("a", { type: "printed", cell: 1, stream: "stdout", text: "10 %\r\u001b[31mloss 0.5\u001b[0m\u0007\n" });
  await expect.poll(() => screen).toContain("0 of 2 notebooks done\na: cell 1 of 2 for 0 s, 2.0 GB: loss 0.5\n");
  show.end();
  expect(screen.endsWith("\u001b[2A\u001b[J")).toBe(true);
});

test("no line of the block is wider than the terminal", async () => {
  let screen = "";
  const { show } = view({ columns: 41, write: (text) => (screen += text) });
  show.receive("a", { type: "started", notebook: "a.ipynb", cells: 2 });
  show.receive("a", { type: "cell-started", cell: 1, id: "x" });
  show.receive("a", { type: "printed", cell: 1, stream: "stdout", text: "進捗進捗進捗進捗進捗進捗進捗" });
  await expect.poll(() => screen).toContain("\na: cell 1 of 2 for 0 s: 進捗進捗進捗進捗\n");
  show.end();
});

test("Ctrl-C is answered at once", () => {
  const interrupt = new AbortController();
  const { lines, show } = view(undefined, interrupt.signal);
  interrupt.abort();
  show.end();
  expect(lines).toEqual(["Interrupted: stopping the running cells. Ctrl-C again stops at once."]);
});

test("an estimate is one line, which says when the disk will not hold the run", () => {
  const estimate = { seconds: 7260, bytes: 3e9, free: 1e9, from: "2026-01-02T03:04:05Z", unknown: ["c"] };
  expect(describeEstimate(estimate)).toBe(
    "About 2 h 1 min and 3.0 GB without c, by the run of 2026-01-02, 1.0 GB free; the disk will not hold it",
  );
});
