import { UsageError } from "trident-base";

/**
 * Checks that columns belong to the same rows.
 *
 * @throws UsageError naming the lengths.
 */
export function sameLength(columns: Readonly<Record<string, ArrayLike<unknown>>>): void {
  const lengths = Object.entries(columns).map(([name, column]) => [name, column.length] as const);
  if (lengths.every(([, length]) => length === lengths[0]![1])) return;
  throw new UsageError(`lengths differ: ${lengths.map(([name, length]) => `${name} ${length}`).join(", ")}`, {
    remedy: "Give one value a row in each.",
  });
}
