import { readdir, realpath, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { formatOf } from "../files/index.ts";
import { compareBytes, PanelError } from "./panel.ts";
import { isSeriesAlone } from "./seriesFile.ts";

/** Endings of files that stand beside bars and hold none; whatever else is no table of bars is refused by name. */
const BESIDE =
  /(^(readme|license|licence|notice|changelog|copying|makefile|dockerfile)(\..*)?|\.(md|json|html?|pdf|png|svg|jpe?g|ya?ml|toml|ini|log|py|ipynb|[cm]?[jt]s|sh|sha256|md5|crc))$/i;
/** Folders that are no part of the bars: raw answers of a fetch, and what tools keep for themselves. */
const APART = /^[._]|\.answers$/;

/**
 * The files of a source, in the order in which they are read: of a folder all that lie in it at any depth, by the bytes
 * of their paths. Names that begin with a full stop or an underscore are left alone, as Hive and Spark have it, and so
 * are documents, and closes of SPY or the VIX without bars (`findMarketSeries`).
 *
 * @throws PanelError if there is none, or if a file may hold bars that cannot be read, naming it.
 */
export async function filesOf(source: string): Promise<readonly string[]> {
  const known = await stat(source).catch(() => undefined);
  if (!known) {
    throw new PanelError("there is no such file or folder", { where: [source], remedy: "Check the path." });
  }
  if (!known.isDirectory()) return [source];
  const below = (await filesBelow(source)).map((file) => relative(source, file)).sort(compareBytes);
  const isSeries = await Promise.all(below.map((name) => isSeriesAlone(source, name)));
  const names = below.filter((_, k) => !isSeries[k]);
  if (names.length === 0) {
    throw new PanelError("the folder has no Parquet or CSV file", {
      where: [source],
      remedy: "Give a folder of files that end in .parquet or .csv.",
    });
  }
  return names.map((name) => join(source, name));
}

/** @param above the real paths of the folders that this one lies in: links may lead back to them. */
async function filesBelow(folder: string, above: readonly string[] = []): Promise<readonly string[]> {
  const real = await realpath(folder);
  if (above.includes(real)) return [];
  const files: string[] = [];
  for (const name of await readdir(folder)) {
    if (APART.test(name)) continue;
    const path = join(folder, name);
    const entry = await stat(path).catch(() => undefined);
    if (entry?.isDirectory()) files.push(...(await filesBelow(path, [...above, real])));
    else if (formatOf(name) !== undefined) files.push(path);
    else if (!BESIDE.test(name)) {
      throw new PanelError("this file of the folder is neither Parquet nor CSV", {
        where: [path],
        remedy: "Write it as .parquet, .csv or .csv.gz if it holds bars, or move it elsewhere.",
      });
    }
  }
  return files;
}
