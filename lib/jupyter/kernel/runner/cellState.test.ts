import { expect, test } from "vitest";
import { CellState } from "./cellState.ts";

/** The two threads' views of one state. */
function both(): { main: CellState; guard: CellState } {
  const main = new CellState();
  return { main, guard: new CellState(main.memory as Int32Array<SharedArrayBuffer>) };
}

test("a signal is sent once, while the code of that cell runs, and never outside", () => {
  const { main, guard } = both();
  const sent: number[] = [];
  const stop = (cell: number) => guard.stop(cell, () => sent.push(cell));
  main.begin(1);
  main.enter();
  stop(2);
  expect(sent).toEqual([]);
  stop(1);
  stop(1);
  expect(sent).toEqual([1]);
  main.leave();
  stop(1);
  main.begin(2);
  main.enter();
  main.leave();
  main.leave();
  stop(2);
  expect(sent).toEqual([1]);
});

test("a cell that was stopped before its code began knows it, and the next one is not meant", () => {
  const { main, guard } = both();
  main.begin(1);
  guard.stop(1, () => expect.unreachable());
  expect(main.enter()).toBe(true);
  main.leave();
  main.begin(2);
  expect(main.enter()).toBe(false);
});

test("force is used on the cell that runs alone, and a cell does not end while it is", () => {
  const { main, guard } = both();
  let done = () => {};
  let times = 0;
  const force = (cell: number) =>
    guard.force(cell, (ended) => {
      times++;
      done = ended;
    });
  force(1);
  main.begin(1);
  force(2);
  expect(times).toBe(0);
  force(1);
  force(1);
  expect(times).toBe(1);
  done();
  // It has been hit; the guard's word ends it.
  expect(main.end()).toBe(true);
  force(1);
  expect(times).toBe(1);
});
