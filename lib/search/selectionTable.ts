import { htmlTable } from "../charts/index.ts";
import type { LabelSearch } from "./searchLabels.ts";

/** Shows what choosing the best of so many trials was worth in each of the two searches, as HTML. */
export function selectionTable({ selection }: LabelSearch): string {
  return htmlTable(
    [
      { name: "as published", result: selection.published },
      { name: "honest", result: selection.honest },
    ],
    [
      { title: "search", value: ({ name }) => name },
      { title: "trials with returns", value: ({ result }) => result?.trials ?? null },
      { title: "sessions", value: ({ result }) => result?.sessions ?? null },
      { title: "PBO", value: ({ result }) => result?.pbo ?? null, digits: 2 },
      { title: "SPA p of the winner", value: ({ result }) => result?.spa ?? null, digits: 3 },
      { title: "best by that test", value: ({ result }) => (result ? (result.isBest ? "yes" : "no") : "") },
      { title: "Sharpe of alpha", value: ({ result }) => result?.sharpe ?? null, digits: 2 },
      { title: "at least, 95 %", value: ({ result }) => result?.lowerBound ?? null, digits: 2 },
    ],
    "Was it the choice, or the number of trials? Daily returns out of fold less beta times the market's, from the ledger",
  );
}
