import { htmlTable } from "../../charts/index.ts";
import { describeLabelling } from "../../labels/index.ts";
import { describeLooks } from "../../ledger/index.ts";
import type { WalkForward } from "./walkForwardTrident.ts";

/** Every step of a walk-forward, as HTML: what it was trained on, what was chosen there, what came of it. */
export function walkForwardTable({ steps }: Pick<WalkForward, "steps">): string {
  return htmlTable(
    steps,
    [
      { title: "step", value: ({ title }) => title },
      { title: "trained on", value: ({ train }) => `${train.from} to ${train.to}, ${train.tickers} tickers` },
      { title: "labels chosen there", value: ({ labels }) => describeLabelling(labels) },
      { title: "judged on", value: ({ found }) => `${found.from} to ${found.to}, ${found.tickers} tickers` },
      { title: "trades", value: ({ found }) => found.trades.net.length },
      { title: "total return", value: ({ found }) => found.summary?.totalReturn ?? null, digits: 1, unit: "%" },
      { title: "Sharpe", value: ({ found }) => found.summary?.sharpe ?? null, digits: 2 },
      { title: "± standard error", value: ({ found }) => found.summary?.sharpeStandardError ?? null, digits: 2 },
      { title: "p, names exchanged", value: ({ found }) => found.blind?.p ?? null, digits: 2 },
      { title: "these bars were", value: ({ looked }) => describeLooks(looked) },
    ],
    "Walk-forward: each stretch was traded by a model of its past",
  );
}
