import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { nodePath, root, venv, venvProgram } from "../base/project.mjs";
import { buildDist, distIsFresh } from "./build.mjs";
import { failureOf, SetupFailure } from "./failure.mjs";
import { runInstaller, stopInstallers } from "./installer.mjs";
import { takeLock } from "./lock.mjs";
import { findPython, pinnedPackages, variantOf } from "./python.mjs";
import { readStamp, stampPath, writeStamp } from "./stamp.mjs";

const workshop = join(root, ".setup");
const packages = join(root, "node_modules");

const environment = join(root, "environment.yml");
const peerList = join(root, "lib", "setup", "peers.txt");
const rayList = join(root, "lib", "setup", "ray.txt");
const neuralList = join(root, "lib", "setup", "neural.json");
const neural = join(root, ".neural");
const kernelStep = join(root, "lib", "setup", "kernel.ts");

/**
 * Sets this folder up, from whatever state it is in, and leaves alone what is as it should be. Each part carries a stamp
 * inside what it made, which is written last: what was interrupted has none and is made again, or gone on with.
 *
 * @param {object} options
 * @param {boolean} options.peers also install what only the tests need.
 * @param {boolean} options.ray also install Ray into `.venv`.
 * @param {boolean} options.neural also install TensorFlow.js, into a folder of its own.
 * @param {import("./python.mjs").Variant} [options.variant] of the Python packages; the one that is there by default,
 * and at first "cpu".
 * @param {boolean} [options.packagesOnly] no more than npm's packages, which an image keeps as a layer of their own.
 * @returns {Promise<void>} the exit code is set; a failure is one line on stderr.
 */
export async function setUp({
  peers,
  ray,
  neural: network,
  variant = variantOf(readStamp(venv)),
  packagesOnly = false,
}) {
  const started = Date.now();
  const extras = { peers: peers ? peerList : undefined, ray: ray ? rayList : undefined };
  const ofPackages = { fresh: packagesAreFresh, make: installPackages };
  const rest = [
    { fresh: () => pythonIsFresh(extras, variant), make: () => installPython(extras, variant) },
    { fresh: () => !network || neuralIsFresh(), make: installNeural },
    { fresh: distIsFresh, make: buildDist },
    { fresh: kernelIsFresh, make: installKernel },
  ];
  const steps = packagesOnly ? [ofPackages] : [ofPackages, ...rest];
  let release = () => {};
  let interrupted = false;
  const interrupt = async () => {
    interrupted = true;
    await stopInstallers();
    release();
    console.error("Set-up was interrupted. Run it again: it goes on where it stopped.");
    process.exit(130);
  };
  try {
    if (steps.every(({ fresh }) => fresh())) {
      console.log(`Set up: nothing has changed (${Date.now() - started} ms).`);
      return;
    }
    mkdirSync(workshop, { recursive: true });
    release = takeLock(join(workshop, "lock"));
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, interrupt);
    if (!existsSync(stampPath(packages)) || !existsSync(stampPath(venv))) {
      const size = variant === "gpu" ? "a GB, fills up to 4 GB" : "half a GB, fills up to 2 GB";
      console.log(`Setting up. The first time downloads over ${size} and takes several minutes.`);
    }
    removeLeftovers();
    // Before minutes of installing: a machine without a Python hears so at once.
    if (!packagesOnly && !pythonIsFresh(extras, variant) && !(await venvIsUsable())) await findPython();
    for (const { fresh, make } of steps) if (!fresh()) await make();
    console.log(`Set up in ${Math.round((Date.now() - started) / 1000)} s.`);
  } catch (error) {
    if (interrupted) return;
    const failure = error instanceof SetupFailure ? error : failureOf("setting up", String(error));
    console.error(`Set-up stopped: ${failure.message}`);
    process.exitCode = 1;
  } finally {
    if (!interrupted) release();
  }
}

// npm's packages, Node 24 among them.

function packagesAreFresh() {
  return readStamp(packages)?.packages === packagesKey() && nodePath() !== undefined && packagesAreThere();
}

/** True if every package that npm says it installed still has its folder. */
function packagesAreThere() {
  try {
    const installed = JSON.parse(readFileSync(join(packages, ".package-lock.json"), "utf8")).packages;
    return Object.keys(installed).every((path) => existsSync(join(root, path)));
  } catch {
    return false;
  }
}

function packagesKey() {
  return `${process.platform} ${process.arch} ${hashOf(join(root, "package-lock.json"), join(root, ".npmrc"))}`;
}

async function installPackages() {
  // npm started this run and says where it is; else it is looked for on the PATH.
  const npm = process.env.npm_execpath;
  const program = npm && basename(npm) === "npm-cli.js" ? [process.execPath, npm] : ["npm"];
  const options = [
    "--include=dev",
    "--include=optional",
    "--loglevel=error",
    "--no-audit",
    "--no-fund",
    "--engine-strict=false",
  ];
  const hasHome = existsSync(homedir());
  await installer("installing packages", packages, [...program, "ci", ...options], "npm", {
    ...process.env,
    ...(hasHome ? {} : { npm_config_cache: join(workshop, "npm-cache") }),
  });
  rmSync(join(workshop, "npm-cache"), { recursive: true, force: true });
  const node = nodePath();
  const runsNode = node !== undefined && (await runs(node, ["--version"]));
  const { bavail, bsize } = statfsSync(root);
  const full = bavail * bsize < 100e6;
  if (!runsNode || full) {
    // npm calls it a success when an optional package, as Node 24 is one, finds no room. A broken Node must not stay
    // where the next npm script would start it.
    rmSync(packages, { recursive: true, force: true });
    if (full) throw failureOf("installing packages", "ENOSPC");
    throw new SetupFailure(
      `Node 24 does not run on this machine (${process.platform} ${process.arch}). Install Node 24 or newer yourself, ` +
        "then try again.",
    );
  }
  writeStamp(packages, { packages: packagesKey() });
}

// Python and its packages.

/**
 * Lists of packages beside those that all need, by their name in the stamp; undefined where one was not asked for.
 *
 * @typedef {Readonly<Record<"peers" | "ray", string | undefined>>} Extras
 */

/**
 * @param {Extras} extras
 * @param {import("./python.mjs").Variant} variant
 */
function pythonIsFresh(extras, variant) {
  const stamp = readStamp(venv);
  return (
    stamp !== undefined &&
    pythonIsWanted(stamp) &&
    stamp.list === hashOf(environment) &&
    variantOf(stamp) === variant &&
    Object.entries(extras).every(([name, list]) => list === undefined || stamp[name] === hashOf(list))
  );
}

/** An environment knows its own folder by heart, so one that was moved or copied is of no use. */
function pythonIsWanted(/** @type {Record<string, string>} */ stamp) {
  const named = process.env.TRIDENT_PYTHON;
  return stamp.root === root && (!named || stamp.named === named) && hasOwnPython();
}

/** Without its pyvenv.cfg an environment's interpreter is that of whoever made it, and pip would install there. */
function hasOwnPython() {
  return existsSync(venvProgram("python")) && existsSync(join(venv, "pyvenv.cfg"));
}

/** True if packages can be installed into `.venv` and nowhere else: its interpreter is asked. */
async function venvIsUsable() {
  const stamp = readStamp(venv);
  if (!hasOwnPython() || (stamp && !pythonIsWanted(stamp))) return false;
  return runs(venvProgram("python"), ["-c", "import pip, sys; sys.exit(sys.prefix == sys.base_prefix)"]);
}

/** Takes a folder away at once, so that no half of it is ever found, and then removes it. */
function removeFolder(/** @type {string} */ folder) {
  if (!existsSync(folder)) return;
  const leftover = join(workshop, `removed-${basename(folder)}-${process.pid}`);
  renameSync(folder, leftover);
  rmSync(leftover, { recursive: true, force: true });
}

/** Removes what a set-up that was killed had taken away and not removed yet. */
function removeLeftovers() {
  for (const name of readdirSync(workshop)) {
    if (name.startsWith("removed-")) rmSync(join(workshop, name), { recursive: true, force: true });
  }
}

/**
 * @param {Extras} extras
 * @param {import("./python.mjs").Variant} variant
 */
async function installPython(extras, variant) {
  const stamp = readStamp(venv);
  const python = venvProgram("python");
  const usable = await venvIsUsable();
  const env = pythonEnvironment();
  if (!usable) {
    const { path, version } = await findPython();
    console.log(`  Python ${version.join(".")} (${path})`);
    removeFolder(venv);
    await installer("making .venv", venv, [path, "-m", "venv", venv], "venv", env);
    if (!(await venvIsUsable())) {
      throw new SetupFailure(
        `${path} made an environment whose interpreter is not its own (.venv). Remove .venv, name another Python in ` +
          "TRIDENT_PYTHON, then try again.",
      );
    }
  }
  // JupyterLab brings CommonJS scripts, which the repository's own package.json would make modules.
  writeFileSync(join(venv, "package.json"), '{ "type": "commonjs" }\n');
  const listed = pinnedPackages(environment, variant);
  if (usable && (stamp === undefined || variantOf(stamp) !== variant)) {
    // Builds of one library share its folder, so the other one goes before this one comes. Until then nothing is there.
    if (stamp) writeStamp(venv, { ...stamp, variant, list: "" });
    const other = pinnedPackages(environment, variant === "gpu" ? "cpu" : "gpu").filter(
      (line) => !listed.includes(line),
    );
    const names = other.map((line) => line.split("==")[0]);
    const remove = [python, "-m", "pip", "uninstall", "--yes", "--disable-pip-version-check", ...names];
    if (names.length > 0) await installer("removing the other builds", venv, remove, "pip", env);
  }
  const lists = Object.values(extras).filter((list) => list !== undefined);
  const wanted = [...listed, ...lists.flatMap((list) => pinnedPackages(list))];
  const options = ["--disable-pip-version-check", "--no-input", "--progress-bar=off", "--retries=2"];
  const command = [python, "-m", "pip", "install", ...options, ...wanted];
  await installer("installing Python packages", venv, command, "pip", env);
  const kept = Object.fromEntries(
    Object.entries(extras).map(([name, list]) => [name, list ? hashOf(list) : (usable && stamp?.[name]) || ""]),
  );
  const named = process.env.TRIDENT_PYTHON ?? (usable && stamp?.named) ?? "";
  writeStamp(venv, { root, named: named || "", list: hashOf(environment), variant, ...kept });
}

/** Settings of the user's own Python must not lead pip elsewhere than to `.venv`. */
function pythonEnvironment() {
  const { PYTHONHOME: _home, PYTHONPATH: _path, PIP_TARGET: _target, PIP_PREFIX: _prefix, ...rest } = process.env;
  return { ...rest, PIP_USER: "0", PYTHONNOUSERSITE: "1" };
}

// TensorFlow.js, in a folder of its own: `npm ci` empties node_modules, and nobody else needs so much.

function neuralIsFresh() {
  return readStamp(neural)?.list === hashOf(neuralList) && existsSync(join(neural, "node_modules"));
}

async function installNeural() {
  removeFolder(neural);
  mkdirSync(neural);
  writeFileSync(join(neural, "package.json"), readFileSync(neuralList));
  const npm = process.env.npm_execpath;
  const program = npm && basename(npm) === "npm-cli.js" ? [process.execPath, npm] : ["npm"];
  const options = ["--ignore-scripts", "--loglevel=error", "--no-audit", "--no-fund", "--prefix", neural];
  await installer("installing TensorFlow.js", neural, [...program, "install", ...options], "neural", process.env);
  writeStamp(neural, { list: hashOf(neuralList) });
}

// The kernel's entry in .venv's own Jupyter folder.

function kernelIsFresh() {
  return !existsSync(kernelStep) || readStamp(venv)?.kernel === kernelKey();
}

function kernelKey() {
  const jupyter = join(root, "lib", "jupyter");
  const sources = ["client", "labextension"].flatMap((name) =>
    readdirSync(join(jupyter, name))
      .filter((file) => !file.endsWith(".test.ts"))
      .sort()
      .map((file) => join(jupyter, name, file)),
  );
  // The compiler's snapshot is of one set of installed packages, however it came to be.
  const installed = join(packages, ".package-lock.json");
  const all = [kernelStep, join(jupyter, "kernel", "compile", "snapshot.ts"), installed, ...sources];
  return `${nodePath()} ${packagesKey()} ${hashOf(...all)}`;
}

async function installKernel() {
  const node = /** @type {string} */ (nodePath());
  await installer("installing the kernel", venv, [node, "--conditions=source", kernelStep], "kernel", process.env);
  writeStamp(venv, { ...readStamp(venv), kernel: kernelKey() });
}

// What the parts share.

/**
 * @param {string} step
 * @param {string} folder what it writes to.
 * @param {string[]} command
 * @param {string} log
 * @param {Record<string, string | undefined>} env
 */
async function installer(step, folder, command, log, env) {
  const [program, ...args] = command;
  await runInstaller({ step, folder, command: [program, ...args], log: join(workshop, `${log}.log`), env });
}

/**
 * @param {string} program
 * @param {string[]} args
 */
async function runs(program, args) {
  try {
    await promisify(execFile)(program, args, { timeout: 60_000 });
    return true;
  } catch {
    return false;
  }
}

/** @param {readonly string[]} files */
function hashOf(...files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest("hex");
}
