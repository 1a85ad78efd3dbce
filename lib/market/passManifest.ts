import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { manifestOf, manifestsOf, panelManifestPath, writePanelManifest } from "./panelManifest.ts";
import { filesOf } from "./sourceFiles.ts";
import { isSynthetic, SYNTHETIC_BIAS } from "./syntheticSpec.ts";

/**
 * Writes what the manifests of a source say of its tickers beside a file that holds some of its rows, or what is known
 * of a synthetic market; nothing, where not all of its files have one.
 *
 * @param made what the rows are, for the new manifest.
 * @throws PanelError if a manifest is damaged.
 */
export async function passManifest(source: string, to: string, made: string): Promise<void> {
  if (isSynthetic(source)) {
    return writePanelManifest(to, { bias: SYNTHETIC_BIAS, tickers: [], failed: [], made: `${made} of ${source}` });
  }
  const files = await filesOf(source);
  if ((await Promise.all(files.map(manifestOf))).includes(null)) return;
  const { bias } = await manifestsOf(files);
  const whole = await Promise.all(
    files.map(
      async (file): Promise<Record<string, unknown>> => JSON.parse(await readFile(panelManifestPath(file), "utf8")),
    ),
  );
  const tickers = whole.flatMap((manifest) => manifest.tickers ?? []);
  const failed = whole.flatMap((manifest) => manifest.failed ?? []);
  await writePanelManifest(to, {
    ...whole[0],
    bias: bias ?? "not known",
    tickers,
    failed,
    made: `${made} of ${basename(source)}`,
  });
}
