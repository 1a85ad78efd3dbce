import type { Ledger } from "../ledger/index.ts";

/** `--ledger FILE`: trials are counted in it, apart from all others of the project. */
export const LEDGER_OPTION = ["--ledger <file>", "another ledger than the project's, which the result says"] as const;

/** Where the trials of a command were counted, for its JSON and, if apart from the project's, for its text. */
export function countedIn({ path, isProjects }: Pick<Ledger, "path" | "isProjects">) {
  const apart = `Counted in ${path}, apart from the project's ledger: its trials are not among these`;
  return { json: { ledger: { file: path, projects: isProjects } }, text: isProjects ? [] : [apart] };
}
