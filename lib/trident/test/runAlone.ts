import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "trident-base/project";

/** No process can be started by a Node that imports this first. */
const ALONE = `data:text/javascript,${encodeURIComponent(`
import processes from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
for (const name of ["spawn", "spawnSync", "exec", "execSync", "execFile", "execFileSync", "fork"]) {
  processes[name] = () => { throw new Error("a process was started"); };
}
syncBuiltinESMExports();
`)}`;

/** Runs a command of `trident` where no process can be started and there is no Python; its JSON answer. */
export async function runAlone(folder: string, ...words: readonly string[]) {
  const main = join(root, "lib", "cli", "main.ts");
  const flags = ["--conditions=source", "--import", ALONE, main];
  const env = {
    PATH: "",
    TRIDENT_HOST_PYTHON: "/nowhere/python",
    HOME: folder,
    // A ledger of its own: without it, looks at bars were counted in the project's.
    TRIDENT_DATA: join(folder, "data"),
  };
  const options = { env, cwd: folder, maxBuffer: 2 ** 26 };
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, ...words, "--json"], options);
  return JSON.parse(stdout);
}
