import { htmlTable } from "../charts/index.ts";
import type { BestParams } from "../labels/index.ts";
import { describeLooks } from "../ledger/index.ts";

/** Shows what both winners were worth on the later year that no trial saw, as HTML. */
export function laterYearTable({ holdout }: BestParams): string {
  const later = "reason" in holdout ? { published: null, honest: null } : holdout;
  return htmlTable(
    [
      { name: "as published", result: later.published },
      { name: "honest", result: later.honest },
    ],
    [
      { title: "search", value: ({ name }) => name },
      { title: "policy", value: ({ result }) => result?.policy ?? null, digits: 1, unit: "%" },
      { title: "equal weight", value: ({ result }) => result?.equalWeight ?? null, digits: 1, unit: "%" },
      { title: "beta", value: ({ result }) => result?.beta ?? null, digits: 2 },
      { title: "alpha a day", value: ({ result }) => result?.dailyAlpha ?? null, digits: 3, unit: "%" },
      { title: "from", value: ({ result }) => result?.interval[0] ?? null, digits: 3, unit: "%" },
      { title: "to", value: ({ result }) => result?.interval[1] ?? null, digits: 3, unit: "%" },
      { title: "t", value: ({ result }) => result?.t ?? null, digits: 2 },
    ],
    "reason" in holdout
      ? "Nothing was held out"
      : `The later year, ${describeLooks(holdout)}: sums of the policy's net daily returns and of the panel's equal weight without costs, intervals are 95 %`,
  );
}
