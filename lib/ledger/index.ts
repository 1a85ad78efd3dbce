/**
 * Every trial that was ever made and every look at a holdout, in one file of the project, chained by hash.
 *
 * @example
 * const ledger = sessionLedger();
 * const trials = ledger.count({ dataHash }).all; // what a finding is deflated by
 *
 * @module
 */
export { LedgerError } from "./errors.ts";
export { type HoldoutOpening, Ledger, sessionLedger } from "./ledger.ts";
export type { ReturnMatrix } from "./returns.ts";
export type { DailyReturns, Json, Selection, Trial, TrialCounts, TrialStatus } from "./trial.ts";
