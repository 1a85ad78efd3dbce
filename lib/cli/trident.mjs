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
// The code that a command has compiled is kept, as that of kernels is (lib/jupyter/client/compiledCode.ts): without its
// types it need not be made again, which is most of what a short command takes.
const compiled = process.env.NODE_COMPILE_CACHE ?? join(root, ".setup", "compiled");
/** The exit code of the signal that was passed on, and what it is called. @type {readonly [number, string] | undefined} */
let asked;
const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
for (const [signal, code, said] of /** @type {const} */ ([
  ["SIGINT", 130, "interrupted"],
  ["SIGTERM", 143, "ended by SIGTERM"],
  ["SIGHUP", 129, "ended by SIGHUP"],
])) {
  process.on(signal, () => {
    asked = [code, said];
    // Ctrl-C on a terminal reaches the child by itself.
    if (signal !== "SIGINT" || !onTerminal) child.kill(signal);
  });
}
// Only now: a signal that came between a child's start and these lines would end this process alone.
const child = spawn(node, ["--conditions=source", main, ...process.argv.slice(2)], {
  stdio: ["inherit", "inherit", "inherit", "ipc"],
  env: { ...process.env, GLIBC_TUNABLES: tunables, NODE_COMPILE_CACHE: compiled },
});
child.on("error", (error) => {
  console.error(`trident: ${node} does not start (${error.message}). Run 'npm run setup' again.`);
  process.exit(1);
});
child.on("exit", (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  if (asked !== undefined) {
    // One that knew of the signal has said so, and has ended itself by force. Any other was still starting.
    if (signal !== "SIGKILL") console.error(`trident: ${asked[1]}`);
    process.exit(asked[0]);
  }
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
