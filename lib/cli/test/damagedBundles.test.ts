import { expect, test } from "vitest";
import { loadDamaged } from "./loadDamaged.ts";

test("a damaged bundle is refused in a sentence or is one still: no crash, no hang, no memory (1,000 in npm run verify)", async () => {
  const { refused, read, byReaders, faults } = await loadDamaged(0, 100);
  expect(faults).toEqual([]);
  expect(refused + read).toBe(100);
  expect(refused).toBeGreaterThan(60);
  expect(byReaders).toBeGreaterThan(10);
}, 90_000);
