import { isTridentError, UsageError } from "trident-base";

/** A command line that is wrong in itself, whatever the files that it names hold: the exit code is 2. */
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
    throw isTridentError(cause) ? new CommandLineError(cause.message, { cause }) : cause;
  }
}
