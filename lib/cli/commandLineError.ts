import { isTridentError, UsageError } from "trident-base";

/**
 * A command line that has to be changed before anything can be done: an option, a value, a parameter that no notebook has,
 * a path where nothing is. The exit code is 2. What is wrong in files that are there is not its fault: 1.
 */
export class CommandLineError extends UsageError {}

/** True for an error of the command line, whichever generation of the module made it. */
export function isCommandLineError(error: unknown): boolean {
  return error instanceof Error && error.name === "CommandLineError";
}

/**
 * Reads a value of the command line by what reads it elsewhere, such as dates: what that refuses is the command line's
 * fault too.
 *
 * @throws CommandLineError for every error of ours.
 */
export function asCommandLine<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw ofCommandLine(cause);
  }
}

/** An error of ours as one of the command line; any other as it is. */
export function ofCommandLine(cause: unknown): unknown {
  return isTridentError(cause) ? new CommandLineError(cause.message, { cause }) : cause;
}
