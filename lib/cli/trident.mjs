#!/usr/bin/env node
// The command is started by whatever Node there is; it runs itself again under the Node 24 that set-up brought.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { nodePath } from "../setup/paths.mjs";

const node = nodePath();
const main = join(dirname(fileURLToPath(import.meta.url)), "main.ts");
if (node === undefined) {
  console.error("trident: this folder is not set up yet. Run 'npm run setup' in it first.");
  process.exit(1);
}

// The channel tells the child when this process is gone, however it went.
const child = spawn(node, ["--conditions=source", main, ...process.argv.slice(2)], {
  stdio: ["inherit", "inherit", "inherit", "ipc"],
});
const forward = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
process.on("SIGTERM", forward);
process.on("SIGHUP", forward);
// Ctrl-C on a terminal reaches the child by itself.
process.on("SIGINT", onTerminal ? () => {} : forward);
child.on("error", (error) => {
  console.error(`trident: ${node} does not start (${error.message}). Run 'npm run setup' again.`);
  process.exit(1);
});
child.on("exit", (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
