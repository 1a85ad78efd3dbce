// `npm run build`: what Node and a stock kernel read of lib where TypeScript sources do not do.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { nodePath, root } from "../base/project.mjs";
import { SetupFailure } from "./failure.mjs";

/** Folders with a `dist`, in the order in which they need each other. */
const PACKAGES = [join("lib", "base"), join("lib", "jupyter"), "lib"];

const SELF = join(root, "lib", "setup", "build.mjs");
const BUNDLER = join(root, "lib", "setup", "bundleDeclarations.mjs");

/** True if every `dist` was made of the sources as they are now, by what makes them as it is now. */
export function distIsFresh() {
  return PACKAGES.every((name) => stampOf(name) === sourcesHash(name));
}

/**
 * Emits each package's `dist` from its sources, without checking types: a type error is found by `npm test` and does
 * not keep the rest from running. A new `dist` is made beside the old one and takes its place when it is whole.
 *
 * @returns {Promise<void>}
 * @throws {SetupFailure} naming the line that is no TypeScript.
 */
export async function buildDist() {
  for (const name of PACKAGES) {
    const hash = sourcesHash(name);
    if (stampOf(name) === hash || sourcesOf(name).length === 0) continue;
    const fresh = join(root, ".setup", `dist-${name.replace(sep, "-")}`);
    rmSync(fresh, { recursive: true, force: true });
    await emit(name, fresh);
    await bundleDeclarations(name, fresh);
    for (const file of filesOf(fresh)) if (file.endsWith(".d.ts")) downlevel(file);
    writeFileSync(join(fresh, ".sources"), hash);
    const dist = join(root, name, "dist");
    const old = `${fresh}-old`;
    rmSync(old, { recursive: true, force: true });
    if (existsSync(dist)) renameSync(dist, old);
    renameSync(fresh, dist);
    rmSync(old, { recursive: true, force: true });
  }
}

/**
 * @param {string} name
 * @param {string} folder
 */
async function emit(name, folder) {
  mkdirSync(folder, { recursive: true });
  // By its path: `.bin/tsc` is the compiler that the kernel brings.
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const options = ["-p", join(root, name, "tsconfig.dist.json"), "--outDir", folder, "--pretty", "false"];
  try {
    await promisify(execFile)(process.execPath, [compiler, ...options], { cwd: root });
  } catch (error) {
    const { stdout = "", message } = /** @type {Error & { stdout?: string }} */ (error);
    throw new SetupFailure(`${name} does not compile: ${(stdout || message).trim().split("\n")[0]}`);
  }
}

/**
 * Leaves one file of declarations a room: see `bundleDeclarations.mjs`, which needs the Node that the packages bring.
 * Where it cannot, the many files do as well, but more slowly.
 *
 * @param {string} name
 * @param {string} folder
 */
async function bundleDeclarations(name, folder) {
  try {
    await promisify(execFile)(nodePath() ?? process.execPath, [BUNDLER, folder], { cwd: root });
  } catch (error) {
    const { stderr, message } = /** @type {Error & { stderr?: string }} */ (error);
    const reason = /^\w*Error\b.*$/m.exec(stderr ?? "")?.[0] ?? message;
    console.error(`The declarations of ${name} stay in many files, with which cells take a third longer: ${reason}`);
  }
}

/**
 * Stock tslab's compiler is TypeScript 5.0, to which `Float64Array<SharedArrayBuffer>` is an error and so `any`: the
 * type arguments of typed arrays are left out.
 *
 * @param {string} file
 */
function downlevel(file) {
  const text = readFileSync(file, "utf8");
  const plain = text.replace(
    /\b((?:Big)?(?:Int|Uint|Float)\d+(?:Clamped)?Array|DataView|Buffer)<(?:ArrayBufferLike|ArrayBuffer|SharedArrayBuffer)(?: \| \w+)*>/g,
    "$1",
  );
  if (plain !== text) writeFileSync(file, plain);
}

/** @param {string} name */
function stampOf(name) {
  const stamp = join(root, name, "dist", ".sources");
  return existsSync(stamp) ? readFileSync(stamp, "utf8") : sourcesOf(name).length === 0 ? sourcesHash(name) : undefined;
}

/** @param {string} name */
function sourcesHash(name) {
  const hash = createHash("sha256");
  const settings = [
    join(root, "tsconfig.json"),
    join(root, name, "tsconfig.dist.json"),
    join(root, "package-lock.json"),
  ];
  for (const file of [SELF, BUNDLER, ...settings, ...sourcesOf(name)])
    hash.update(relative(root, file)).update(readFileSync(file));
  return hash.digest("hex");
}

/**
 * The files that are emitted, as tsconfig.dist.json chooses them.
 *
 * @param {string} name
 */
function sourcesOf(name) {
  const left = name === "lib" ? /^(dist|base|cli|setup|jupyter)$/ : /^dist$/;
  return filesOf(join(root, name), left).filter(
    (file) => file.endsWith(".ts") && !/\.(test|bench|verify)\.ts$/.test(file),
  );
}

/**
 * @param {string} folder
 * @param {RegExp} [left] names in the folder to leave out.
 * @returns {string[]} in the order of their names.
 */
function filesOf(folder, left = /^$/) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !left.test(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesOf(join(folder, entry.name)) : [join(folder, entry.name)]));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildDist().catch((error) => {
    console.error(error instanceof SetupFailure ? error.message : error);
    process.exitCode = 1;
  });
}
