import { formatNumber, htmlTable } from "../charts/index.ts";
import type { FittedScorer } from "./fitScorer.ts";

/** Members beside their ensemble on the calibration span, as HTML: log-loss, correlation, and which was kept, by how much. */
export function scorerTable({
  names,
  memberLoss,
  ensembleLoss,
  stacker,
  correlation,
  gain,
  ...rest
}: FittedScorer): string {
  const { isEnsemble, best } = rest;
  const rows = [
    ...names.map((name, k) => ({
      name: !isEnsemble && name === best ? `${name} (kept)` : name,
      loss: memberLoss[k]!,
      weight: stacker.weights[k]! as number | null,
      correlation: correlation[k]!.map((value) => formatNumber(value, 2)).join(", "),
    })),
    { name: isEnsemble ? "ensemble (kept)" : "ensemble", loss: ensembleLoss, weight: null, correlation: "" },
  ];
  const [by, low, high] = [gain.estimate, gain.low, gain.high].map((value) => formatNumber(value, 5));
  return htmlTable(
    rows,
    [
      { title: "member", value: ({ name }) => name },
      { title: "log-loss", value: ({ loss }) => loss, digits: 5 },
      { title: "weight in the stacker", value: ({ weight }) => weight, digits: 3 },
      { title: `correlation with ${names.join(", ")}`, value: (row) => row.correlation },
    ],
    `The ensemble's log-loss is ${by} less than that of ${best} (${low} to ${high}): ${isEnsemble ? "it is kept" : `${best} is used alone`}`,
  );
}
