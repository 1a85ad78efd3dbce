export { LedgerError } from "./errors.ts";
export { type HoldoutOpening, Ledger, sessionLedger } from "./ledger.ts";
export type { ReturnMatrix } from "./returns.ts";
export type { DailyReturns, Json, Selection, Trial, TrialCounts, TrialStatus } from "./trial.ts";
