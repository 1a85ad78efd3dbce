import type { EquitySummary } from "../backtest/index.ts";
import { htmlTable } from "../charts/index.ts";
import type { OutOfSample } from "./outOfSample.ts";

/** What a bundle's decisions came to on later bars, beside its opponents, as HTML. */
export function outOfSampleTable({ from, to, summary, opponents }: OutOfSample): string {
  const rows: readonly { readonly name: string; readonly its: EquitySummary }[] = [
    ...(summary ? [{ name: "the bundle", its: summary }] : []),
    ...Object.entries(opponents).map(([name, its]) => ({ name: OPPONENTS[name] ?? name, its })),
  ];
  return htmlTable(
    rows,
    [
      { title: "who", value: ({ name }) => name },
      { title: "total return", value: ({ its }) => its.totalReturn, digits: 1, unit: "%" },
      { title: "Sharpe", value: ({ its }) => its.sharpe, digits: 2 },
      { title: "± standard error", value: ({ its }) => its.sharpeStandardError, digits: 2 },
      { title: "maximum drawdown", value: ({ its }) => its.maxDrawdown, digits: 1, unit: "%" },
    ],
    from === ""
      ? "Nothing was traded: there are no bars after the bundle's own"
      : `Traded after costs, ${from} to ${to}`,
  );
}

const OPPONENTS: Readonly<Record<string, string>> = {
  blind: "the same decisions, names exchanged",
  timing: "the same exposure, all tickers alike",
};
