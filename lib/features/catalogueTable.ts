import { formatNumber, htmlTable } from "../charts/index.ts";
import { CATALOGUE } from "./catalogue.ts";
import type { UserFeature } from "./defineFeature.ts";

/**
 * Shows the catalogue of features as HTML.
 *
 * @param rows bars that they were computed of.
 * @param own features of one's own, which come after the 71.
 */
export function catalogueTable(rows: number, own: readonly UserFeature[] = []): string {
  const features = [...CATALOGUE, ...own.map((each) => ({ ...each, group: "your own", formula: "its compute" }))];
  return htmlTable(
    features,
    [
      { title: "feature", value: ({ name }) => name },
      { title: "group", value: ({ group }) => group },
      { title: "formula", value: ({ formula }) => formula },
      { title: "scale", value: ({ scale }) => scale },
      { title: "window", value: ({ window }) => window },
    ],
    `${features.length} features of ${formatNumber(rows)} bars`,
  );
}
