import { UsageError } from "trident-base";

/** A command line that is wrong in itself, whatever the files that it names hold: the exit code is 2. */
export class CommandLineError extends UsageError {}

/** True for an error of the command line, whichever generation of the module made it. */
export function isCommandLineError(error: unknown): boolean {
  return error instanceof Error && error.name === "CommandLineError";
}
