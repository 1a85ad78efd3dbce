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
      { title: "largest difference", value: told },
    ],
    "The same probabilities by the engines and by Node",
  );
}

const told = ({ largestDifference }: MemberParity): string =>
  largestDifference === null
    ? "not compared: TensorFlow.js is not installed (npm run setup -- --neural)"
    : largestDifference.toExponential(1);
