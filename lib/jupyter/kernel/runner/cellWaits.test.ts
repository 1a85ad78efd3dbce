import { expect, test } from "vitest";
import { CellWaits } from "./cellWaits.ts";

test("a cell gets what it waits for: values, promises and failures", async () => {
  const { wait } = new CellWaits();
  expect(await wait(1)).toBe(1);
  expect(await wait(Promise.resolve("a"))).toBe("a");
  await expect(wait(Promise.reject(new RangeError("no")))).rejects.toThrow(RangeError);
});

test("when it is ended, it fails where it waits, once, and never goes on", async () => {
  const waits = new CellWaits();
  const never = new Promise(() => {});
  const ended = waits.wait(never);
  waits.end(new Error("stop"));
  await expect(ended).rejects.toThrow("stop");
  const after = await Promise.race([waits.wait(1), new Promise((ok) => setTimeout(ok, 5, "nothing"))]);
  expect(after).toBe("nothing");
});

test("one that is ended while it computes fails where it waits next", async () => {
  const waits = new CellWaits();
  await waits.wait(Promise.resolve());
  waits.end(new Error("stop"));
  await expect(waits.wait(Promise.resolve(1))).rejects.toThrow("stop");
  const after = await Promise.race([waits.wait(1), new Promise((ok) => setTimeout(ok, 5, "nothing"))]);
  expect(after).toBe("nothing");
});

test("`for await` goes through items as it does without, and closes them", async () => {
  const closed: string[] = [];
  async function* numbers(name: string) {
    try {
      for (let i = 0; i < 3; i++) yield i;
    } finally {
      closed.push(name);
    }
  }
  const waits = new CellWaits();
  const each = (items: AsyncIterable<unknown> | Iterable<unknown>) => waits.each(items) as AsyncIterable<unknown>;
  const seen: unknown[] = [];
  for await (const item of each(numbers("whole"))) seen.push(item);
  for await (const item of each([Promise.resolve("a"), "b"])) seen.push(item);
  for await (const item of each(numbers("left"))) if (item === 1) break;
  expect(seen).toEqual([0, 1, 2, "a", "b"]);
  expect(closed).toEqual(["whole", "left"]);
  for await (const _ of each(numbers("ended"))) {
    waits.end(new Error("stop"));
    break;
  }
  expect(closed).toEqual(["whole", "left", "ended"]);
});
