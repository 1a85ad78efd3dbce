import { expect, test } from "vitest";
import { loadDamaged } from "./loadDamaged.ts";

test("a thousand damaged bundles", async () => {
  const { refused, read, byReaders, faults } = await loadDamaged(0, 1000);
  console.log(`${refused} refused, ${byReaders} of them by a model's reader; ${read} are bundles still`);
  expect(faults).toEqual([]);
  expect(refused + read).toBe(1000);
  expect(refused).toBeGreaterThan(700);
  expect(byReaders).toBeGreaterThan(150);
}, 900_000);
