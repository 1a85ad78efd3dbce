import { STATISTICS } from "../behaviour/index.ts";
import { htmlTable } from "../charts/index.ts";
import type { Training } from "./trainTrident.ts";

/** Shows the clusters as HTML: who they are, how many, and the mean rank of each statistic. */
export function clustersTable({ clusters, clusterOf, data, clusterFit, merges }: Training): string {
  const { statistics } = data;
  const width = STATISTICS.length;
  const known = clusterOf.reduce((sum, k) => sum + (k >= 0 ? 1 : 0), 0);
  const rows = clusters.map((cluster, k) => {
    const mine = [...clusterOf.keys()].filter((row) => clusterOf[row] === k);
    const mean = Array.from({ length: width }, (_, j) => {
      const ranks = cluster.centres.map((centre) => centre[j]!);
      return ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length;
    });
    return {
      cluster,
      share: mine.length / known,
      tickers: new Set(mine.map((row) => statistics.ticker[row])).size,
      mean,
    };
  });
  const sampled = clusterFit.sampled < clusterFit.points ? `, on a sample of ${clusterFit.sampled}` : "";
  const merged = merges.map(({ name, into, why }) => `; ${name} is taken into ${into}: ${why}`).join("");
  return htmlTable(
    rows,
    [
      { title: "cluster", value: ({ cluster }) => `${cluster.number} ${cluster.name}` },
      { title: "of all months", value: ({ share }) => share, digits: 1, unit: "%" },
      { title: "tickers ever in it", value: ({ tickers }) => tickers },
      ...STATISTICS.map((name, j) => ({
        title: name.replaceAll("_", " "),
        value: ({ mean }: (typeof rows)[number]) => mean[j]!,
        digits: 2,
      })),
    ],
    `Mean ranks within the month, 0 to 1; fitted on ${clusterFit.points} months of tickers before the held-out spans${sampled}${merged}`,
  );
}
