/**
 * Every trial that was ever made, and every look at a holdout.
 *
 * ```ts
 * const ledger = sessionLedger();
 * const { all, failed } = ledger.count({ dataHash });
 * ```
 */
export { LedgerError } from "./errors.ts";
export { type HoldoutOpening, Ledger, sessionLedger } from "./ledger.ts";
export type { ReturnMatrix } from "./returns.ts";
export type { DailyReturns, Json, Selection, Trial, TrialCounts, TrialStatus } from "./trial.ts";
