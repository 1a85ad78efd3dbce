import { htmlTable } from "../charts/index.ts";
import { type BestParams, describeLabelling } from "../labels/index.ts";
import { describeCounted } from "./countTrials.ts";

/** Shows what won each of the two searches, as HTML. */
export function winnersTable({ published, honest, study }: BestParams): string {
  return htmlTable(
    [
      { name: "as published", beta: study.beta.published, ...published },
      { name: "honest", beta: study.beta.honest, ...honest },
    ],
    [
      { title: "search", value: ({ name }) => name },
      { title: "winner", value: (winner) => `${winner.method} ${describeLabelling(winner)}` },
      { title: "objective", value: ({ value }) => value, digits: 3 },
      { title: "beta", value: ({ beta }) => beta, digits: 2 },
      { title: "deflated", value: ({ deflated }) => deflated, digits: 2 },
    ],
    `What won, of ${describeCounted(study)}`,
  );
}
