import { closeBlock, type PromiseWatch, watchPromise } from "../statistics/index.ts";
import type { PaperRecord } from "./paperState.ts";

/**
 * The evidence against the certificate's promise, as far as its blocks of horizon + 1 sessions are over and all that was
 * decided in them is left. An order whose ticker has had no bar for a block is not waited for: it may never have one.
 *
 * @returns null where nothing was promised.
 */
export function promiseKept({ plan, sessions, orders, positions, trades }: PaperRecord): PromiseWatch | null {
  if (plan.promise === null) return null;
  const length = plan.rule.horizon + 1;
  const place = new Map(sessions.map(({ date }, s) => [date, s]));
  const blockOf = (date: number): number => Math.floor(place.get(date)! / length);
  const pending = [
    ...orders
      .filter(({ status, date }) => status === "open" && place.get(date)! + length > sessions.length)
      .map(({ date }) => blockOf(date)),
    ...positions.map(({ decisionDate }) => blockOf(decisionDate)),
  ];
  const closed = Math.min(Math.floor(sessions.length / length), ...pending);
  let watch = watchPromise(plan.promise);
  for (let block = 0; block < closed; block++) {
    const mine = trades.filter(({ decisionDate }) => blockOf(decisionDate) === block);
    watch = closeBlock(watch, { trades: mine.length, wins: mine.filter(({ pnl }) => pnl > 0).length });
  }
  return watch;
}
