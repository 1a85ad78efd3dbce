import { TridentError } from "trident-base";

/** A tuning that came to nothing. */
export class TuningError extends TridentError {}
