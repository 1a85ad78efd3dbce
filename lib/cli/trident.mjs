#!/usr/bin/env node
// The command is started by whatever Node there is; it runs itself again under the Node 24 that set-up brought.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nodePath, root } from "../base/project.mjs";

const node = nodePath();
if (node === undefined || !existsSync(join(root, "node_modules"))) {
  console.error("trident: this folder is not set up yet. Run 'npm run setup' in it first.");
  process.exit(1);
}
const { dependencies } = JSON.parse(readFileSync(join(root, "lib", "package.json"), "utf8"));
const missing = Object.keys(dependencies).find((name) => !existsSync(join(root, "node_modules", name)));
if (missing !== undefined) {
  console.error(`trident: the package ${missing} is not installed any more. Run 'npm run setup'.`);
  process.exit(1);
}

// The channel tells the child when this process is gone, however it went.
const main = join(root, "lib", "cli", "main.ts");
// Large blocks in pages of 2 MB, where Linux leaves the choice to programs: a new block costs a sixth. Other C libraries
// than glibc do not look at it.
const tunables = process.env.GLIBC_TUNABLES ?? "glibc.malloc.hugetlb=1";
const child = spawn(node, ["--conditions=source", main, ...process.argv.slice(2)], {
  stdio: ["inherit", "inherit", "inherit", "ipc"],
  env: { ...process.env, GLIBC_TUNABLES: tunables },
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
/** What the child was about to exit with when it had to end itself by force. @type {number | undefined} */
let exitCode;
child.on("message", (message) => {
  exitCode = /** @type {{ exitCode: number }} */ (message).exitCode;
});
child.on("exit", (code, signal) => {
  if (signal === null || exitCode !== undefined) process.exit(exitCode ?? code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
