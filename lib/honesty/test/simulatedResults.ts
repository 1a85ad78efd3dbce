import { createRandom } from "../../runtime/index.ts";
import { type Checklist, type ChecklistInput, judgeChecklist } from "../checklist/checklist.ts";
import type { OutOfSample } from "../outOfSample.ts";

/** Out-of-sample results of so many sessions: a market, a policy of this yearly Sharpe ratio of alpha, trades that win so often. */
export function results(seed: string, { sessions = 1000, sharpe = 0, wins = 0.5, trades = 2000 } = {}): OutOfSample {
  const random = createRandom("checklist", seed);
  const market = Array.from({ length: sessions }, () => 0.01 * random.normal());
  const returns = market.map((m) => 0.5 * m + 0.005 * (sharpe / Math.sqrt(252) + random.normal()));
  const session = Array.from({ length: trades }, (_, k) => Math.floor((k * sessions) / trades));
  const net = session.map(() => (random.uniform() < wins ? 0.02 : -0.02));
  return {
    ...{
      from: "2020-01-02",
      to: "2023-12-29",
      tickers: 50,
      scored: 50_000,
      bought: trades,
      horizon: 5,
      market,
      returns,
    },
    ...{ dates: market.map((_, s) => 18_000 + s), opponentReturns: {}, opponents: {}, believable: null, notes: [] },
    trades: { session, net, cluster: session.map((_, k) => String(1 + (k % 2))) },
    summary: { maxDrawdown: -0.05 } as OutOfSample["summary"],
    blind: { p: sharpe > 0 ? 0.01 : 0.5, t: 0, weak: false },
  };
}

/** An audit that found nothing. */
export const clean = [{ id: "later_bars", subject: "model inputs", passed: true, detail: "" }] as const;
/** The checklist of such results, after an audit that found nothing. */
export const judged = (found: OutOfSample, changed: Partial<ChecklistInput> = {}): Checklist =>
  judgeChecklist({
    ...{ found, institutional: undefined, bytes: 1e6, audit: clean, walked: null },
    ...{ looked: { openings: 1, searched: 0 }, trials: 20, bias: null, ...changed },
  });
