import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { LOADED, SCRIPT, snapshotPath } from "./snapshot.ts";

/**
 * Makes the file of {@link snapshotPath}, where it is missing; those of other versions go.
 *
 * @param folder of notebooks.
 * @param code a cell there, of what most of them import: the declarations that it needs are read too.
 */
export async function makeSnapshot(folder: string, code: string, path = snapshotPath()): Promise<void> {
  if (existsSync(path)) return;
  // TypeScript is loaded by those alone who make one.
  const { cellOptions } = await import("./cellOptions.ts");
  mkdirSync(dirname(path), { recursive: true });
  const [script, blob] = [`${path}.${process.pid}.cjs`, `${path}.${process.pid}`];
  const given = [
    createRequire(import.meta.url).resolve("typescript-cells"),
    folder.replaceAll("\\", "/"),
    code,
    cellOptions(folder),
    LOADED,
  ];
  try {
    writeFileSync(script, `${SCRIPT}\nload(${given.map((each) => JSON.stringify(each)).join(", ")});`);
    await promisify(execFile)(process.execPath, ["--snapshot-blob", blob, "--build-snapshot", script]);
    renameSync(blob, path);
  } finally {
    for (const each of [script, blob]) rmSync(each, { force: true });
  }
  for (const name of readdirSync(dirname(path))) {
    if (name.endsWith(".blob") && name !== basename(path)) rmSync(join(dirname(path), name), { force: true });
  }
}
