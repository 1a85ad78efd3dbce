/**
 * The ground under both workspaces: errors, files that are written whole, tables, text of numbers and dates.
 *
 * ```ts
 * throw new UsageError("horizon is 0", { where: ["labels"], remedy: "Give at least 1." });
 * ```
 */
export { formatBytes, formatSeconds, formatTime, formatValue } from "./amounts.ts";
export { isoDate, parseIsoDate, utcDate, utcDay } from "./dates.ts";
export { describeGpus } from "./describeGpus.ts";
export { type ErrorContext, isTridentError, TridentError, UsageError } from "./errors.ts";
export { escapeHtml } from "./escapeHtml.ts";
export { finiteOrNull, type Json, type JsonObject, parseJson, parseStrictJson } from "./json.ts";
export { type HeldLock, lockFile, lockFolder } from "./lockFolder.ts";
export { makeFolder, makeFolderSync } from "./makeFolder.ts";
export { printable } from "./printable.ts";
export { shownAs } from "./shownAs.ts";
export { shownRows, type Table, type TableColumn, tableBundle } from "./table.ts";
export type { Verdict, VerdictLine, VerdictStatus } from "./verdict.ts";
export { writeAtomically, writeTextAtomically } from "./writeAtomically.ts";
