import { statSync } from "node:fs";
import { createRequire, Module, registerHooks } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { constants, runInThisContext } from "node:vm";

/** What a cell imported: local files, with all that these import, as they were at a time. */
export interface Source {
  readonly files: ReadonlySet<string>;
  readonly time: number;
}

type Require = (specifier: string) => unknown;

/**
 * What cells import. Packages are loaded once. Files that are not installed under `node_modules`, as those of a linked
 * workspace, are loaded again when one of them has changed since: with new addresses, as a new generation.
 */
export class Imports {
  readonly #folder: string;
  readonly #base: NodeJS.Require;
  readonly #import: (url: string) => Promise<object>;
  /** When each local file was changed, as far as is known here. */
  readonly #changed = new Map<string, number>();
  /** What each local file imports. */
  readonly #children = new Map<string, Set<string>>();
  /** Counts the changes that were seen, and says at which of them each file was last among the changed. */
  #time = 0;
  readonly #seen = new Map<string, number>();
  /** Whether what is loaded is older than its files. */
  #isOld = false;
  readonly #local = new Map<string, unknown>();
  readonly #modules = new Map<string, string>();
  readonly #loaded = new Map<string, Module>();
  readonly #own: ReadonlyMap<string, unknown>;
  #generation = 0;

  /** @param own modules that the kernel itself provides, by name. */
  constructor(folder: string, own: ReadonlyMap<string, unknown>) {
    const anchor = join(folder, "cell.mjs");
    this.#folder = folder;
    this.#own = own;
    this.#base = createRequire(anchor);
    this.#import = runInThisContext("(url) => import(url)", {
      filename: anchor,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    registerHooks({
      resolve: (specifier, context, next) => {
        const resolved = next(specifier, context);
        const path = localPath(resolved.url);
        if (path === undefined) return resolved;
        this.#link(localPath(context.parentURL ?? ""), path);
        if (!this.#changed.has(path)) this.#changed.set(path, changedAt(path));
        if (this.#generation === 0 || resolved.url.includes("?")) return resolved;
        return { ...resolved, url: `${resolved.url}?generation=${this.#generation}` };
      },
    });
  }

  /** Takes over the modules of the notebook's folder that the compiler found new or changed. */
  update(modules: readonly { readonly path: string; readonly code: string }[]): void {
    for (const { path, code } of modules) {
      this.#modules.set(path, code);
      this.#seen.set(path, this.#time + 1);
    }
    // One that did not change may import one that did.
    if (modules.length === 0) return;
    this.#time++;
    this.#loaded.clear();
  }

  /** Looks which local files have changed. */
  refresh(): void {
    const changed = [...this.#changed.keys()].filter((path) => changedAt(path) !== this.#changed.get(path));
    if (changed.length === 0) return;
    this.#time++;
    this.#isOld = true;
    for (const path of changed) {
      this.#changed.set(path, changedAt(path));
      this.#seen.set(path, this.#time);
    }
  }

  /** What has been imported by code that was prepared at this time; undefined if nothing local was. */
  sourceOf(code: string, time: number): Source | undefined {
    const files = new Set<string>();
    const visit = (path: string): void => {
      if (files.has(path)) return;
      files.add(path);
      for (const child of this.#children.get(path) ?? []) visit(child);
    };
    for (const specifier of specifiersOf(code)) {
      const path = this.#modulePath(this.#folder, specifier) ?? this.#resolve(specifier);
      if (path !== undefined && isLocal(path)) visit(path);
    }
    return files.size === 0 ? undefined : { files, time };
  }

  /** The files that have changed since, as seen from the notebook's folder. */
  changedSince({ files, time }: Source): readonly string[] {
    const changed = [...files].filter((path) => (this.#seen.get(path) ?? 0) > time);
    return changed.map((path) => relative(this.#folder, path).replaceAll(sep, "/"));
  }

  /**
   * Loads the local files that this code requires, as they are now; whatever fails fails again where it is required.
   * Gives the time, for {@link sourceOf}.
   */
  async prepare(code: string): Promise<number> {
    const specifiers = specifiersOf(code);
    if (specifiers.length === 0) return this.#time;
    this.refresh();
    if (this.#isOld) this.#generation++;
    this.#isOld = false;
    const time = this.#time;
    for (const specifier of specifiers) {
      const path = this.#resolve(specifier);
      if (path === undefined || !isLocal(path) || path.endsWith(".json")) continue;
      try {
        const query = this.#generation === 0 ? "" : `?generation=${this.#generation}`;
        const names = await this.#import(`${pathToFileURL(path).href}${query}`);
        this.#local.set(specifier, { __esModule: true, ...names });
      } catch (error) {
        this.#local.set(specifier, new LoadFailure(error));
      }
    }
    return time;
  }

  /** The `require` of cells. */
  readonly require: Require = (specifier) => this.#requireFrom(this.#folder, this.#base, specifier);

  #requireFrom(folder: string, base: NodeJS.Require, specifier: string): unknown {
    if (this.#own.has(specifier)) return this.#own.get(specifier);
    const converted = this.#converted(folder, specifier);
    if (converted) return converted.exports;
    const local = this.#local.get(specifier);
    if (local instanceof LoadFailure) throw local.error;
    return local ?? base(specifier);
  }

  #modulePath(folder: string, specifier: string): string | undefined {
    if (!/^\.\.?\//.test(specifier)) return undefined;
    const path = join(folder, specifier);
    return [path, `${path}.js`, path.replace(/\.ts$/, ".js")].find((each) => this.#modules.has(each));
  }

  #link(parent: string | undefined, child: string): void {
    if (parent === undefined) return;
    const children = this.#children.get(parent);
    if (children) children.add(child);
    else this.#children.set(parent, new Set([child]));
  }

  #converted(folder: string, specifier: string): Module | undefined {
    const path = this.#modulePath(folder, specifier);
    if (path === undefined) return undefined;
    const loaded = this.#loaded.get(path);
    if (loaded) return loaded;
    const module = new Module(path) as Module & { _compile(code: string, path: string): void };
    this.#loaded.set(path, module);
    const base = createRequire(path);
    module.filename = path;
    module.require = ((id: string) => {
      const child = this.#modulePath(dirname(path), id);
      if (child !== undefined) this.#link(path, child);
      return this.#requireFrom(dirname(path), base, id);
    }) as NodeJS.Require;
    module._compile(this.#modules.get(path)!, path);
    return module;
  }

  #resolve(specifier: string): string | undefined {
    try {
      const path = this.#base.resolve(specifier);
      return path.startsWith(sep) || /^[a-z]:/i.test(path) ? path : undefined;
    } catch {
      return undefined;
    }
  }
}

/** Why a local module could not be loaded, kept until the cell requires it. */
class LoadFailure {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

/** What converted code requires. */
function specifiersOf(code: string): readonly string[] {
  return [...new Set([...code.matchAll(/\brequire\("([^"\n]+)"\)/g)].map((found) => found[1]!))];
}

const isLocal = (path: string): boolean => localPath(pathToFileURL(path).href) !== undefined;

/** The path of a file that a user may edit; undefined for what is installed or built in. */
function localPath(url: string): string | undefined {
  if (!url.startsWith("file:")) return undefined;
  const path = fileURLToPath(url.split("?")[0]!);
  return path.includes(`${sep}node_modules${sep}`) ? undefined : path;
}

function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
