import { TridentError } from "trident-base";

/** A folder that is no dataset, or one whose files are not those of its manifest. */
export class DatasetError extends TridentError {}
