import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { root, venvProgram } from "trident-base/project";
import { pinsOfVenv } from "../setup/index.ts";

/** Versions by package, for the record of a run: what lib stands on, in Node and in Python. */
export function installedPackages(): {
  readonly packages: Readonly<Record<string, string>>;
  readonly python: Readonly<Record<string, string>>;
} {
  const packages: Record<string, string> = { node: process.versions.node };
  for (const folder of ["lib", join("lib", "jupyter")]) {
    const { dependencies = {} } = readJson(join(root, folder, "package.json"));
    for (const name of Object.keys(dependencies)) {
      const path = join(root, "node_modules", name, "package.json");
      if (existsSync(path)) packages[name] = String(readJson(path).version);
    }
  }
  const pinned = pinsOfVenv().map((line) => line.split("==")[0]!);
  return { packages: sorted(packages), python: sorted(pythonPackages(pinned)) };
}

/** A hash of what cells import: the sources of lib, and the locks of both environments. */
export function environmentHash(): string {
  const hash = createHash("sha256");
  const locks = ["package-lock.json", "environment.yml"].map((name) => join(root, name)).filter(existsSync);
  for (const file of [...locks, ...sourcesIn(join(root, "lib"))]) {
    hash.update(relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory())
        return /^(dist|node_modules|test|tests|__pycache__)$/.test(entry.name) ? [] : sourcesIn(path);
      return /\.(ts|mjs|py|css|js|toml)$/.test(entry.name) && !/\.(test|bench|verify)\.ts$/.test(entry.name)
        ? [path]
        : [];
    });
}

/** Read from the names of the folders that pip leaves, so that no Python is started. */
function pythonPackages(wanted: readonly string[]): Record<string, string> {
  const prefix = join(venvProgram("python"), "..", "..");
  const lib = process.platform === "win32" ? join(prefix, "Lib") : join(prefix, "lib");
  const homes = process.platform === "win32" ? [lib] : listed(lib).map((name) => join(lib, name));
  const found: Record<string, string> = {};
  for (const name of homes.flatMap((home) => listed(join(home, "site-packages")))) {
    const [, distribution, version] = /^(.+)-([^-]+)\.dist-info$/.exec(name) ?? [];
    const known = wanted.find((each) => plainName(each) === plainName(distribution ?? ""));
    if (known !== undefined) found[known] = version!;
  }
  return found;
}

function listed(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

function sorted(versions: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(versions).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function readJson(path: string): {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
} {
  return JSON.parse(readFileSync(path, "utf8"));
}
