import { allDone } from "./allDone.ts";

/**
 * Works on so many items at a time, begun in their order. After a failure no more are begun, and when those at hand have
 * ended it throws that of the first item: which one is told depends on no clock, and nothing is written afterwards.
 */
export async function atATime<Item>(
  threads: number,
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = items.values();
  let failed = false;
  const begun: Promise<void>[] = [];
  const thread = async (): Promise<void> => {
    for (const item of left) {
      const mine = work(item);
      begun.push(mine);
      await mine.catch(() => {
        failed = true;
      });
      if (failed) return;
    }
  };
  await Promise.all(Array.from({ length: threads }, thread));
  await allDone(begun);
}
