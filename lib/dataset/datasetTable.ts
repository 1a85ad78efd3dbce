import { formatNumber, htmlTable } from "../charts/index.ts";
import { describeLabelling } from "../labels/index.ts";
import type { DatasetManifest } from "./manifest.ts";

/** Shows what a dataset is and what it was made of, as HTML. */
export function datasetTable(manifest: DatasetManifest): string {
  const { source, rows, tickers, dropped, dates, labels, context, adjustment, bias, membership, outputs } = manifest;
  const { parameters, origin } = labels;
  const facts: readonly (readonly [name: string, fact: string])[] = [
    ["source", source.name],
    ["rows", formatNumber(rows)],
    ["tickers", `${formatNumber(tickers)}, ${dropped.length} dropped`],
    ["dates", `${dates.first} to ${dates.last}, ${formatNumber(dates.sessions)} sessions`],
    ["labels", `${parameters.method} ${describeLabelling(parameters)} (${origin})`],
    ...(labels.otherPanel === null ? [] : [["WARNING", labels.otherPanel] as const]),
    ["context", context],
    ["prices", adjustment === "adj_close" ? "adjusted by adj_close / close" : "as given"],
    ["bias", bias],
    ["membership", membership],
    ...Object.entries(outputs).map(
      ([name, { bytes, sha256 }]) =>
        [name, `${formatNumber(bytes / 1e6, 1)} MB, SHA-256 ${sha256.slice(0, 16)}…`] as const,
    ),
  ];
  return htmlTable(facts, [
    { title: "dataset", value: ([name]) => name },
    { title: "", value: ([, fact]) => fact },
  ]);
}
