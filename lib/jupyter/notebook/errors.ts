import { TridentError } from "trident-base";

/** A file that is not a notebook, or not a valid one. */
export class NotebookError extends TridentError {}

/** A parameter that the notebook does not know, or a value that does not fit its type. */
export class ParameterError extends TridentError {}
