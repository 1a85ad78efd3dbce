import { htmlTable } from "../charts/index.ts";
import type { MemberParity } from "./engineParity.ts";

/** How far Node is from each engine, as HTML. */
export function parityTable(members: readonly MemberParity[]): string {
  return htmlTable(
    members,
    [
      { title: "engine", value: ({ engine }) => engine },
      { title: "cluster", value: ({ cluster }) => cluster },
      { title: "rows", value: ({ rows }) => rows },
      { title: "largest difference", value: ({ largestDifference }) => largestDifference.toExponential(1) },
    ],
    "The same probabilities by the engines and by Node",
  );
}
