import { TridentError } from "trident-base";

/** A state of paper trading that cannot be used, is held by another process, or is of another plan. */
export class PaperError extends TridentError {}
