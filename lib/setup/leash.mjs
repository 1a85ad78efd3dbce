// `node leash.mjs [--group] COMMAND ARGUMENTS`: runs a command that ends when the program that started this one does,
// however that ended. Standard input is a pipe from there; when it closes, the command is ended. With --group, and this
// process as the leader of a group, all of the group is: whatever the command has started.
import { spawn } from "node:child_process";

const isGroup = process.argv[2] === "--group";
const [command = "", ...args] = process.argv.slice(isGroup ? 3 : 2);
const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] });
let isEnding = false;
const end = () => {
  if (isEnding) return;
  isEnding = true;
  if (isGroup) process.kill(-process.pid, "SIGTERM");
  else child.kill("SIGTERM");
  setTimeout(() => (isGroup ? process.kill(-process.pid, "SIGKILL") : child.kill("SIGKILL")), 5_000).unref();
};
process.stdin.resume().on("close", end);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, end);
child.on("error", (error) => {
  console.error(error.message);
  process.exit(127);
});
child.on("exit", (code) => {
  // What the command has left behind goes too, this process with it.
  if (isGroup) process.kill(-process.pid, "SIGKILL");
  else process.exit(code ?? 1);
});
