import { TridentError } from "trident-base";

/** A run of notebooks that cannot begin: a folder in use, needs that nobody meets. */
export class RunError extends TridentError {}
