import { hypergeometricTail } from "../statistics/index.ts";
import type { Importance } from "./result.ts";

/**
 * Importances by column, each beside that of the same column on shuffled labels; none where no forest was grown.
 *
 * @param features of the columns, in their order.
 */
export function withChance(
  names: readonly string[],
  features: readonly { readonly group: string }[],
  importances: Float64Array | null,
  chance: Float64Array | null,
): readonly Importance[] {
  if (!importances || !chance) return [];
  const each = (name: string, j: number): Importance => ({
    name,
    group: features[j]?.group ?? "your own",
    importance: importances[j]!,
    chance: chance[j]!,
  });
  return names.map(each);
}

/** How many features of a group are among the most important, and what drawing blindly would give. */
export interface GroupAmongTop {
  readonly count: number;
  readonly expected: number;
  /** Chance that blind drawing gives as many or more: the upper tail of the hypergeometric distribution. */
  readonly chanceOfAsMany: number;
}

/** How many of the `top` most important features are institutional. */
export function institutionalAmong(importances: readonly Importance[], top: number): GroupAmongTop {
  const isInstitutional = ({ group }: Importance): boolean => group === "institutional";
  const best = [...importances].sort((a, b) => b.importance - a.importance).slice(0, top);
  const count = best.filter(isInstitutional).length;
  const all = importances.length;
  const marked = importances.filter(isInstitutional).length;
  const drawn = best.length;
  const chanceOfAsMany = hypergeometricTail(count, drawn, marked, all);
  return { count, expected: (drawn * marked) / all, chanceOfAsMany };
}
