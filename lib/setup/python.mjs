import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { root, venv } from "../base/project.mjs";
import { SetupFailure } from "./failure.mjs";
import { readStamp } from "./stamp.mjs";

/** Minor versions of Python 3 that will do, the best first. */
const MINORS = [12, 11, 13];

const PROBE = `
import importlib.util, json, struct, sys
usable = all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")) and struct.calcsize("P") == 8
print(json.dumps({"path": sys.executable, "version": list(sys.version_info[:3]), "usable": bool(usable)}))`;

/** @typedef {{ path: string, version: [number, number, number], usable: boolean }} Python */

/**
 * The best Python there is for `.venv`. Every candidate on the PATH is really run: the shims of a version manager exist
 * for versions that do not.
 *
 * @param {Record<string, string | undefined>} [env] TRIDENT_PYTHON, if set, is the only candidate.
 * @returns {Promise<Python>}
 * @throws {SetupFailure} if there is none, or the best one cannot make environments.
 */
export async function findPython(env = process.env) {
  const named = env.TRIDENT_PYTHON;
  /** @type {Python[]} */
  const found = [];
  for (const command of named ? [[named]] : candidates(env)) {
    const python = await probe(command, env);
    if (python) found.push(python);
    if (python && rank(python) === 0 && python.usable) return python;
  }
  const fitting = found.filter((python) => rank(python) < MINORS.length);
  const best = fitting.filter(({ usable }) => usable).sort((a, b) => rank(a) - rank(b))[0];
  if (best) return best;
  const bare = fitting[0];
  if (bare) {
    throw new SetupFailure(
      `${bare.path} cannot make environments (no venv or ensurepip module). On Debian and Ubuntu: ` +
        `apt install python3-venv (or python3.${bare.version[1]}-venv). Then try again.`,
    );
  }
  const others = found.map(({ path, version }) => `${path} is ${version.join(".")}`);
  throw new SetupFailure(
    `no Python 3.11 to 3.13 was found${others.length > 0 ? ` (${[...new Set(others)].join("; ")})` : ""}. ` +
      (named
        ? `TRIDENT_PYTHON is '${named}': name another one there, `
        : "Install Python 3.12 with its venv module, ") +
      "or put its folder on the PATH, then try again.",
  );
}

/** @param {Python} python */
function rank({ version: [major, minor] }) {
  const place = MINORS.indexOf(minor);
  return major === 3 && place >= 0 ? place : MINORS.length;
}

/**
 * @param {Record<string, string | undefined>} env
 * @returns {string[][]}
 */
function candidates(env) {
  const windows = process.platform === "win32";
  const names = [...MINORS.map((minor) => `python3.${minor}`), "python3", "python"];
  const folders = (env.PATH ?? env.Path ?? "").split(delimiter).filter((folder) => folder !== "");
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, windows ? `${name}.exe` : name)));
  const launchers = windows ? MINORS.map((minor) => ["py", `-3.${minor}`]) : [];
  return [...onPath.filter((path) => existsSync(path)).map((path) => [path]), ...launchers];
}

/**
 * @param {string[]} command
 * @param {Record<string, string | undefined>} env
 * @returns {Promise<Python | undefined>}
 */
async function probe([program, ...args], env) {
  try {
    const { stdout } = await promisify(execFile)(program, [...args, "-I", "-c", PROBE], { timeout: 20_000, env });
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
}

const PINNED = /^[A-Za-z0-9][A-Za-z0-9._-]*==[A-Za-z0-9.!+]+$/;

/** Which build of a package is taken where a list names two. @typedef {"cpu" | "gpu"} Variant */

/**
 * The variant that an environment was made of, by its stamp; "cpu" where it says nothing.
 *
 * @param {Readonly<Record<string, string>>} [stamp]
 * @returns {Variant}
 */
export function variantOf(stamp) {
  return stamp?.variant === "gpu" ? "gpu" : "cpu";
}

/**
 * The pinned packages (`name==version`) of a list: the `pip:` part of an environment.yml, or a text file with one a
 * line. A line may name another build for machines with a GPU: `xgboost-cpu==3.2.0 # gpu: xgboost==3.2.0`.
 *
 * @param {string} path
 * @param {Variant} [variant]
 * @returns {string[]}
 * @throws {SetupFailure} naming the line that is no pinned package.
 */
export function pinnedPackages(path, variant = "cpu") {
  const lines = readFileSync(path, "utf8")
    .split("\n")
    .map((line) => withoutComment(line, variant));
  const wanted = path.endsWith(".yml") ? pipPart(lines) : lines.filter((line) => line !== "");
  for (const line of wanted) {
    if (!PINNED.test(line)) throw new SetupFailure(`'${line}' in ${path} is no pinned package. Write name==version.`);
  }
  if (wanted.length === 0) throw new SetupFailure(`${path} lists no packages. It must have a pip: part.`);
  return wanted;
}

/** The packages of environment.yml as they were chosen for `.venv`. */
export function pinsOfVenv() {
  return pinnedPackages(join(root, "environment.yml"), variantOf(readStamp(venv)));
}

/**
 * @param {string} line
 * @param {Variant} variant
 */
function withoutComment(line, variant) {
  const text = line.replace(/(^|\s)#.*/, "").trimEnd();
  const other = variant === "gpu" ? /\S\s+#\s*gpu:(.*)$/.exec(line)?.[1] : undefined;
  return other === undefined ? text : text.replace(/\S+$/, () => other.trim());
}

/** @param {string[]} lines */
function pipPart(lines) {
  const start = lines.findIndex((line) => /^\s*- pip:$/.test(line));
  if (start < 0) return [];
  const depth = lines[start].indexOf("-");
  const rest = lines.slice(start + 1).filter((line) => line !== "");
  const end = rest.findIndex((line) => line.search(/\S/) <= depth);
  return rest.slice(0, end < 0 ? rest.length : end).map((line) => line.trim().replace(/^-\s+/, ""));
}
