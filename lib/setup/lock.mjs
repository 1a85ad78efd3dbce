import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { SetupFailure } from "./failure.mjs";

const BEAT_MS = 2_000;
const DEAD_AFTER_MS = 60_000;

/**
 * Takes the lock that keeps two set-ups apart. A lock whose owner is gone is taken over: its process does not exist, or
 * it has not touched the file for a minute (the number may belong to another process by now).
 *
 * @param {string} path the lock file.
 * @returns {() => void} gives it back.
 * @throws {SetupFailure} if another set-up is running.
 */
export function takeLock(path) {
  if (!create(path)) {
    const owner = ownerOf(path);
    if (owner !== undefined) {
      throw new SetupFailure(`another set-up is running here (process ${owner}). Wait until it ends, then try again.`);
    }
    try {
      renameSync(path, `${path}.${process.pid}`);
      rmSync(`${path}.${process.pid}`);
    } catch {
      // Another one took it over at the same moment; the next line decides.
    }
    if (!create(path))
      throw new SetupFailure("another set-up has just begun here. Wait until it ends, then try again.");
  }
  const beat = setInterval(() => utimesSync(path, new Date(), new Date()), BEAT_MS).unref();
  return () => {
    clearInterval(beat);
    rmSync(path, { force: true });
  };
}

/** @param {string} path */
function create(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/** @param {string} path */
function ownerOf(path) {
  try {
    if (Date.now() - statSync(path).mtimeMs > DEAD_AFTER_MS) return undefined;
    const owner = Number(readFileSync(path, "utf8"));
    // The owner has made the file and not written its number yet.
    if (owner === 0) return "unknown";
    process.kill(owner, 0);
    return owner;
  } catch (error) {
    // EPERM: it exists and is another user's.
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM" ? "of another user" : undefined;
  }
}
