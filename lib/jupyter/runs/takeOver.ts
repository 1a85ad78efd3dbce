import { resolve } from "node:path";
import type { JsonObject } from "trident-base";
import { type Cell, type Notebook, readNotebook, writeNotebook } from "../notebook/notebook.ts";
import { executedHash } from "./executedHash.ts";
import { contentHash } from "./inputHash.ts";

/** How a notebook that completed is marked, under `metadata.trident.finished`. */
interface Finish {
  /** Of all that its result depends on. */
  readonly hash: string;
  /** Of what it showed when it had been executed. */
  readonly executed: string;
  /** The content of the files that it says it makes, as it left them. */
  readonly made: Readonly<Record<string, string>>;
  readonly peakMemory: number | null;
}

/** Where executed notebooks and artefacts are. */
interface Places {
  readonly path: string;
  /** The folder that paths of artefacts start from. */
  readonly work: string;
}

/** Marks an executed notebook as finished; until then a run that resumes runs it again. */
export async function markFinished(
  executed: Notebook,
  { hash, makes, peakMemory }: { hash: string; makes: readonly string[]; peakMemory: number | null },
  { path, work }: Places,
): Promise<void> {
  const made: Record<string, string> = {};
  for (const artefact of makes) {
    const content = await contentHash(resolve(work, artefact));
    if (content !== undefined) made[artefact] = content;
  }
  await writeMarked(path, executed, { hash, executed: executedHash(executed), made, peakMemory });
}

function writeMarked(path: string, executed: Notebook, finished: Finish): Promise<void> {
  const trident = { ...(executed.metadata.trident as JsonObject | undefined), finished: { ...finished } };
  return writeNotebook(path, { ...executed, metadata: { ...executed.metadata, trident } });
}

/**
 * The executed notebook of an earlier run, if it finished, with the same hash, and it and what it made are there
 * unchanged. Its text cells become those of the source, which do not count as a change.
 *
 * @returns `edited` for one that would do, but shows something else than it did when it had been executed.
 */
export async function takeOver(
  source: Notebook,
  hash: string,
  { path, work }: Places,
): Promise<{ readonly notebook: Notebook; readonly peakMemory: number | null } | "edited" | undefined> {
  const executed = await readNotebook(path).catch(() => undefined);
  const finished = (executed?.metadata.trident as { finished?: Finish } | undefined)?.finished;
  if (!executed || finished?.hash !== hash) return undefined;
  for (const [artefact, content] of Object.entries(finished.made)) {
    if ((await contentHash(resolve(work, artefact))) !== content) return undefined;
  }
  if (executedHash(executed) !== finished.executed) return "edited";
  const notebook = withTextOf(source, executed);
  await writeMarked(path, notebook, { ...finished, executed: executedHash(notebook) });
  return { notebook, peakMemory: finished.peakMemory };
}

/** The executed code cells, in their order, between the text cells of the source. */
function withTextOf(source: Notebook, executed: Notebook): Notebook {
  const ran = executed.cells.filter(({ cell_type }) => cell_type === "code");
  const counts = (cell: Cell) => cell.cell_type === "code" && cell.source.trim() !== "";
  const code = ran.filter(counts);
  const cells = source.cells.map((cell) => (counts(cell) ? { ...code.shift()!, id: cell.id } : cell));
  return { ...executed, cells };
}
