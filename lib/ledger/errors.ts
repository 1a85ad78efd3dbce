import { TridentError } from "../runtime/index.ts";

/** A ledger that cannot be opened or written, or a record that contradicts what it holds. */
export class LedgerError extends TridentError {}
