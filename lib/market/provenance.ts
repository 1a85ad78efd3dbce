import { basename, relative } from "node:path";
import { hashFile } from "../files/index.ts";
import type { Panel } from "./panel.ts";
import { filesOf } from "./sourceFiles.ts";
import { isSynthetic } from "./syntheticSpec.ts";

/** A source of data as a run's record keeps it: a file with its size and SHA-256, or a made market. */
export interface DataSource {
  readonly name: string;
  readonly path?: string;
  readonly bytes?: number;
  readonly sha256?: string;
  readonly rows?: number;
  /** What is known of its bias. */
  readonly notes: readonly string[];
}

/**
 * What a panel was read from, as the provenance of a run: its rows and what is known of its bias, and each of its files
 * with size and SHA-256.
 *
 * @param notes more that is known, of how its tickers were chosen for example.
 * @throws PanelError if its file is gone.
 */
export async function panelProvenance(panel: Panel, notes: readonly string[] = []): Promise<readonly DataSource[]> {
  const { source, bias } = panel.origin;
  const made = isSynthetic(source);
  const known = made ? ["a synthetic market, no real prices"] : [];
  const bad = `bias: ${bias ?? "not known, assume survivorship and hindsight"}`;
  const whole = { name: made ? source : basename(source), rows: panel.rows, notes: [...known, bad, ...notes] };
  if (made) return [whole];
  const files = await filesOf(source);
  const [only] = files;
  if (files.length === 1 && only === source) return [{ ...whole, path: source, ...(await hashFile(source)) }];
  const parts = await Promise.all(
    files.map(async (file) => ({
      name: `${whole.name}/${relative(source, file)}`,
      path: file,
      ...(await hashFile(file)),
      notes: [],
    })),
  );
  return [{ ...whole, path: source }, ...parts];
}
