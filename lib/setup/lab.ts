// `npm run lab`: JupyterLab of .venv on the notebooks, for this machine alone; it ends when this program does.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { root, venvProgram } from "../base/project.mjs";

// Its standard input is a pipe from here: when that ends, however this program ended, the server closes its kernels
// and ends too.
const SERVER = `
import os, signal, sys, threading, time
from jupyterlab.labapp import main

def end_with_parent():
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    # A server that cannot end in order is left by its kernels, which end when they miss it.
    time.sleep(8)
    os._exit(1)

threading.Thread(target=end_with_parent, daemon=True).start()
sys.exit(main())`;

const { platform, env } = process;
const hasDisplay = platform === "darwin" || platform === "win32" || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
const given = process.argv.slice(2);
// Jupyter takes an option once only.
const isGiven = (name: RegExp): boolean => given.some((option) => name.test(option));
const options = [
  ...(isGiven(/root_dir\b/) ? [] : [`--ServerApp.root_dir=${join(root, "notebooks")}`]),
  ...(isGiven(/\bip=/) ? [] : ["--ServerApp.ip=127.0.0.1"]),
  // Of its words, the address and what is wrong.
  "--Application.log_level=WARN",
  ...(hasDisplay ? [] : ["--no-browser"]),
  ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
  ...given,
];

// Terminals in JupyterLab are not npm scripts: a command there resolves paths against its own folder.
const { INIT_CWD: _folder, ...rest } = env;
const server = spawn(venvProgram("python"), ["-c", SERVER, ...options], {
  cwd: root,
  env: { ...rest, PATH: `${join(root, "node_modules", ".bin")}${platform === "win32" ? ";" : ":"}${env.PATH ?? ""}` },
  stdio: ["pipe", "inherit", "inherit"],
});
console.log("JupyterLab starts; its address follows. Ctrl-C ends it.");

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => server.stdin.end());
server.on("error", (error) => {
  console.error(`JupyterLab does not start (${error.message}). Run 'npm run setup' again.`);
  process.exitCode = 1;
});
server.on("exit", (code) => {
  process.exitCode = code ?? 0;
});
