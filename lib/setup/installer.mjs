import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { leash, root } from "../base/project.mjs";
import { failureOf } from "./failure.mjs";

const LIVE_MS = 500;
const CALM_MS = 20_000;
/** How often the folder is measured. */
const SIZE_MS = 10_000;

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/** Ends what is being installed, when set-up itself is ended, and waits until it has. */
export async function stopInstallers() {
  await Promise.all(
    [...running].map((child) => {
      const closed = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGTERM");
      setTimeout(() => child.kill("SIGKILL"), 5_000).unref();
      return closed;
    }),
  );
}

/**
 * Runs an installer quietly: its words go to a log, the size of the folder that it fills and how long it took go to the
 * terminal, live on a real one and as a calm line now and then otherwise.
 *
 * @param {object} job
 * @param {string} job.step what it does, for example `installing packages`.
 * @param {string} job.folder what it fills.
 * @param {readonly [string, ...string[]]} job.command
 * @param {string} job.log where its words are kept.
 * @param {Record<string, string | undefined>} [job.env]
 * @returns {Promise<void>}
 */
export async function runInstaller({ step, folder, command, log, env = process.env }) {
  const started = Date.now();
  let bytes = 0;
  /** @type {Promise<void> | undefined} */
  let look;
  // One at a time: on a busy machine a look at a large folder outlasts the pause before the next.
  const measure = () => {
    look ??= sizeOf(folder).then((found) => {
      bytes = found;
      look = undefined;
    });
    return look;
  };
  const meter = setInterval(measure, SIZE_MS);
  const state = () => `  ${step}: ${Math.round(bytes / 1e6)} MB, ${Math.round((Date.now() - started) / 1000)} s`;
  const live = process.stdout.isTTY;
  if (!live) console.log(`  ${step} ...`);
  const timer = setInterval(
    () => (live ? process.stdout.write(`\r\x1b[K${state()}`) : console.log(state())),
    live ? LIVE_MS : CALM_MS,
  );
  const kept = createWriteStream(log);
  // A log that cannot be written (a full disk) does not hide the installer's own failure.
  kept.on("error", () => {});
  let output = "";
  try {
    const code = await new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [leash, ...command], { cwd: root, env, stdio: ["pipe", "pipe", "pipe"] });
      running.add(child);
      for (const stream of [child.stdout, child.stderr]) {
        stream.on("data", (text) => {
          kept.write(text);
          output += text;
        });
      }
      child.on("error", reject);
      child.on("close", (code, signal) => {
        running.delete(child);
        resolve(signal ?? code);
      });
    });
    if (code !== 0) throw failureOf(step, output, relative(root, log));
  } finally {
    clearInterval(timer);
    clearInterval(meter);
    kept.end();
    if (live) process.stdout.write("\r\x1b[K");
  }
  await look;
  await measure();
  console.log(`${state()}, done`);
}

/**
 * Bytes of the files in a folder and below it; what vanishes meanwhile does not count.
 *
 * @param {string} folder
 * @returns {Promise<number>}
 */
async function sizeOf(folder) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    bytes += entry.isDirectory() ? await sizeOf(path) : ((await lstat(path).catch(() => undefined))?.size ?? 0);
  }
  return bytes;
}
