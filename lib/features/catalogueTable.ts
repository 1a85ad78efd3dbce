import { formatNumber, htmlTable } from "../charts/index.ts";
import { CATALOGUE } from "./catalogue.ts";

/**
 * Shows the catalogue of features as HTML.
 *
 * @param rows bars that they were computed of.
 */
export function catalogueTable(rows: number): string {
  return htmlTable(
    CATALOGUE,
    [
      { title: "feature", value: ({ name }) => name },
      { title: "group", value: ({ group }) => group },
      { title: "formula", value: ({ formula }) => formula },
      { title: "scale", value: ({ scale }) => scale },
      { title: "window", value: ({ window }) => window },
    ],
    `${CATALOGUE.length} features of ${formatNumber(rows)} bars`,
  );
}
