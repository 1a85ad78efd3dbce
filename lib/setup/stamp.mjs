import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Where the stamp of a folder lies: what set-up made it of, written last.
 *
 * @param {string} folder
 */
export function stampPath(folder) {
  return join(folder, ".set-up.json");
}

/**
 * @param {string} folder
 * @returns {Record<string, string> | undefined} undefined where there is none, or half of one.
 */
export function readStamp(folder) {
  try {
    return JSON.parse(readFileSync(stampPath(folder), "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * @param {string} folder
 * @param {Record<string, string>} stamp
 */
export function writeStamp(folder, stamp) {
  writeFileSync(stampPath(folder), `${JSON.stringify(stamp, null, 2)}\n`);
}
