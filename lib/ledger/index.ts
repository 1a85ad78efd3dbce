/**
 * Every trial that was ever made and every look at a holdout, in one file of the project, chained by hash.
 *
 * ```ts
 * const ledger = sessionLedger();
 * const trials = ledger.countSharing(dataHash); // what a finding is deflated by
 * ```
 */
export { countTrials } from "./countTrials.ts";
export { LedgerError } from "./errors.ts";
export { type HoldoutOpening, Ledger, sessionLedger } from "./ledger.ts";
export { describeLooks, type HoldoutLooks, lookAtBars } from "./lookAtBars.ts";
export type { ReturnMatrix } from "./returns.ts";
export type { SharedTrials } from "./sharing.ts";
export type { DailyReturns, Json, Selection, Trial, TrialCounts, TrialStatus } from "./trial.ts";
