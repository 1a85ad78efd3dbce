import { sameLength } from "./sameLength.ts";

/**
 * A metric of each group's rows: by cluster, by year, by regime, or by any other key that a row has.
 *
 * `byGroup(years, { net }, ({ net }) => winRate(tradeSums(net)))` is the win rate of each year.
 *
 * @param key each row's group.
 * @param columns what the metric needs, one value a row in each.
 * @param metric gets the columns of one group, rows in their order.
 * @returns the groups in ascending order: numbers by value, texts by code units.
 * @throws UsageError if the lengths differ.
 */
export function byGroup<Key extends number | string, Name extends string, Result>(
  key: ArrayLike<Key>,
  columns: Readonly<Record<Name, ArrayLike<number>>>,
  metric: (columns: Readonly<Record<Name, Float64Array>>) => Result,
): ReadonlyMap<Key, Result> {
  sameLength({ key, ...columns });
  const rowsOf = new Map<Key, number[]>();
  for (let i = 0; i < key.length; i++) {
    const rows = rowsOf.get(key[i]!);
    if (rows) rows.push(i);
    else rowsOf.set(key[i]!, [i]);
  }
  const groups = [...rowsOf].sort(([a], [b]) => (a < b ? -1 : 1));
  const names = Object.keys(columns) as Name[];
  return new Map(
    groups.map(([group, rows]) => {
      const taken = names.map((name) => [name, Float64Array.from(rows, (i) => columns[name][i]!)] as const);
      return [group, metric(Object.fromEntries(taken) as Record<Name, Float64Array>)];
    }),
  );
}
