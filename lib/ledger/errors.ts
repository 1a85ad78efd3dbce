import { TridentError } from "trident-base";

/** A ledger that cannot be opened or written, or a record that contradicts what it holds. */
export class LedgerError extends TridentError {}
