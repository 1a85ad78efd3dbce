import { createHash } from "node:crypto";
import { formatNotebook, type Notebook } from "../notebook/notebook.ts";

/**
 * The SHA-256 of what an executed notebook shows: text, code, attachments, counts and outputs, as its file has them.
 * Metadata do not count: a front end changes them when it only opens a notebook.
 */
export function executedHash(notebook: Notebook): string {
  const { cells } = JSON.parse(formatNotebook(notebook)) as { cells: readonly { readonly metadata: unknown }[] };
  const shown = cells.map(({ metadata, ...cell }) => cell);
  return createHash("sha256").update(JSON.stringify(shown)).digest("hex");
}
