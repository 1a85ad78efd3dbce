import { TridentError } from "trident-base";

/** A search in which no labelling could be judged, or which cannot go on. */
export class SearchError extends TridentError {}
