/** What an error is about, beyond its sentence. */
export interface ErrorContext {
  /** Where it was found: a file, a ticker, a date, in this order, joined by commas. */
  readonly where?: readonly (string | undefined)[];
  /** What the reader can do about it, as one sentence. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

/**
 * The base of all errors that a user can do something about. The message says what was wrong, where, and what to do;
 * errors are recognised by `name`, since two generations of a reloaded module have two classes.
 */
export abstract class TridentError extends Error {
  readonly where: readonly string[];
  readonly remedy: string | undefined;

  constructor(what: string, { where = [], remedy, cause }: ErrorContext = {}) {
    const places = where.filter((place): place is string => place !== undefined && place !== "");
    const message = `${what}${places.length > 0 ? ` (${places.join(", ")})` : ""}${remedy ? `. ${remedy}` : ""}`;
    super(message, cause === undefined ? {} : { cause });
    this.name = new.target.name;
    this.where = places;
    this.remedy = remedy;
  }
}

/** Arguments or options that do not fit: a wrong flag, a bad date, a horizon of 0. */
export class UsageError extends TridentError {}

/** True for an error of this project, whichever generation of the module made it. */
export function isTridentError(error: unknown): error is TridentError {
  return error instanceof Error && "where" in error && "remedy" in error;
}
