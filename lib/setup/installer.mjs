import { spawn } from "node:child_process";
import { createWriteStream, statfsSync } from "node:fs";
import { relative } from "node:path";
import { leash, root } from "../base/project.mjs";
import { failureOf } from "./failure.mjs";

const LIVE_MS = 500;
const CALM_MS = 20_000;

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
 * Runs an installer quietly: its words go to a log, what it has written to the disk and how long it took go to the
 * terminal, live on a real one and as a calm line now and then otherwise.
 *
 * @param {object} job
 * @param {string} job.step what it does, for example `installing packages`.
 * @param {readonly [string, ...string[]]} job.command
 * @param {string} job.log where its words are kept.
 * @param {Record<string, string | undefined>} [job.env]
 * @returns {Promise<void>}
 */
export async function runInstaller({ step, command, log, env = process.env }) {
  const started = Date.now();
  const free = freeBytes();
  const written = () => `${Math.max(0, Math.round((free - freeBytes()) / 1e6))} MB on disk`;
  const state = () => `  ${step}: ${written()}, ${Math.round((Date.now() - started) / 1000)} s`;
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
        stream.on("data", (bytes) => {
          kept.write(bytes);
          output += bytes;
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
    kept.end();
    if (live) process.stdout.write("\r\x1b[K");
  }
  console.log(`${state()}, done`);
}

function freeBytes() {
  const { bavail, bsize } = statfsSync(root);
  return bavail * bsize;
}
