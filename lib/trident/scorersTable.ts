import { formatNumber, htmlTable } from "../charts/index.ts";
import type { Training } from "./trainTrident.ts";

/** Members beside their ensemble, a cluster a row, as HTML: what was kept, and by how much the ensemble won or lost. */
export function scorersTable({ manifest: { clusters }, calibrated }: Training): string {
  const rows = clusters.map((cluster, k) => ({ cluster, fitted: calibrated.scorers[k]! }));
  const signed = (value: number): string => `${value < 0 ? "" : "+"}${figureOf(value, 5)}`;
  const figureOf = (value: number | undefined, digits: number): string =>
    formatNumber(value === undefined ? null : value, digits);
  return htmlTable(
    rows,
    [
      { title: "cluster", value: ({ cluster }) => `${cluster.number} ${cluster.name}` },
      {
        title: "kept",
        value: ({ fitted }) =>
          fitted === null ? "nothing: too few decisions" : fitted.isEnsemble ? "ensemble" : fitted.best,
      },
      {
        title: "log-loss of members",
        value: ({ fitted }) =>
          fitted?.names.map((name, i) => `${name} ${figureOf(fitted.memberLoss[i], 4)}`).join(", ") ?? "–",
      },
      { title: "of the ensemble", value: ({ fitted }) => figureOf(fitted?.ensembleLoss, 4) },
      {
        title: "gain over the best (95 %)",
        value: ({ fitted }) =>
          fitted
            ? `${figureOf(fitted.gain.estimate, 5)} (${figureOf(fitted.gain.low, 5)} to ${figureOf(fitted.gain.high, 5)})`
            : "–",
      },
      {
        title: "its loss without each",
        value: ({ fitted }) =>
          fitted === null || fitted.names.length === 1
            ? "–"
            : fitted.names.map((name, i) => `${name} ${signed(fitted.worth[i]!)}`).join(", "),
      },
      {
        title: "correlation",
        value: ({ fitted }) => {
          const pairs = fitted?.correlation.flatMap((row, a) => row.slice(a + 1)) ?? [];
          return pairs.length === 0 ? "–" : pairs.map((each) => figureOf(each, 2)).join(", ");
        },
      },
    ],
    "Members and their ensemble on the calibration span, each calibrated there; log-loss in nats",
  );
}
