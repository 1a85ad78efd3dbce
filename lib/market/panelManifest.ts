import { readFile, stat, writeFile } from "node:fs/promises";
import { hashFile, writeAtomically } from "../runtime/index.ts";

/** Where the manifest of a panel's file lies: beside it. */
export function panelManifestPath(file: string): string {
  return `${file}.manifest.json`;
}

/** Writes what is known of a panel's file beside it, with the file's size and SHA-256. */
export async function writePanelManifest(
  file: string,
  manifest: { readonly bias: string } & Readonly<Record<string, unknown>>,
): Promise<void> {
  const text = `${JSON.stringify({ ...manifest, file: await hashFile(file) }, null, 2)}\n`;
  await writeAtomically(panelManifestPath(file), (temporary) => writeFile(temporary, text));
}

/** What the manifest beside a panel's file says of how its tickers were chosen; null if none of this file is there. */
export async function panelBias(file: string): Promise<string | null> {
  const text = await readFile(panelManifestPath(file), "utf8").catch(() => "null");
  try {
    const manifest = JSON.parse(text) as { bias?: unknown; file?: { bytes?: unknown } } | null;
    const ofThisFile = manifest?.file?.bytes === (await stat(file)).size;
    return ofThisFile && typeof manifest.bias === "string" ? manifest.bias : null;
  } catch {
    return null;
  }
}
