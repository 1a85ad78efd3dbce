import { statSync } from "node:fs";
import { createRequire, isBuiltin, registerHooks } from "node:module";
import { join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { constants, runInThisContext } from "node:vm";
import { type CellImport, ENDINGS } from "../compile/compiledCell.ts";

/** What a cell imported: local files, with all that these import, as they were at a time. */
export interface Source {
  readonly files: ReadonlySet<string>;
  readonly time: number;
}

type Module = Readonly<Record<string, unknown>>;

/**
 * What cells import. Packages are loaded once. Files that are not installed under `node_modules`, as those of a linked
 * workspace, are loaded again when one of them has changed since: with new addresses, as a new generation.
 */
export class Imports {
  readonly #folder: string;
  readonly #base: NodeJS.Require;
  readonly #import: (specifier: string, options?: object) => Promise<Module>;
  /** When each local file was changed, as far as is known here. */
  readonly #changed = new Map<string, number>();
  /** What each local file imports. */
  readonly #children = new Map<string, Set<string>>();
  /** Counts the changes that were seen, and says at which of them each file was last among the changed. */
  #time = 0;
  readonly #seen = new Map<string, number>();
  /** Whether what is loaded is older than its files. */
  #isOld = false;
  /** The local files that cells named by these words. */
  readonly #named = new Map<string, string>();
  readonly #prepared = new Map<string, Module | LoadFailure>();
  readonly #own: ReadonlyMap<string, unknown>;
  /** In the place of a cell's `import.meta`. */
  readonly meta: {
    readonly url: string;
    readonly filename: string;
    readonly dirname: string;
    resolve(name: string): string;
  };
  #generation = 0;

  /** @param own modules that the kernel itself provides, by name. */
  constructor(folder: string, own: ReadonlyMap<string, unknown>) {
    const anchor = join(folder, "cell.mts");
    const { href } = pathToFileURL(anchor);
    this.#folder = folder;
    this.#own = own;
    this.#base = createRequire(anchor);
    this.meta = { url: href, filename: anchor, dirname: folder, resolve: (name) => this.#urlOf(name) };
    this.#import = runInThisContext("(specifier, options) => import(specifier, options)", {
      filename: anchor,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    registerHooks({
      resolve: (specifier, context, next) => {
        const resolved = next(specifier, context);
        const path = localPath(resolved.url);
        if (path === undefined) return resolved;
        if (context.parentURL === href) this.#named.set(specifier, path);
        this.#link(localPath(context.parentURL ?? ""), path);
        if (!this.#changed.has(path)) this.#changed.set(path, changedAt(path));
        if (this.#generation === 0 || resolved.url.includes("?")) return resolved;
        return { ...resolved, url: `${resolved.url}?generation=${this.#generation}` };
      },
    });
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

  /** What has been imported by a cell that was prepared at this time; undefined if nothing local was. */
  sourceOf(imports: readonly CellImport[], time: number): Source | undefined {
    const files = new Set<string>();
    const visit = (path: string): void => {
      if (files.has(path)) return;
      files.add(path);
      for (const child of this.#children.get(path) ?? []) visit(child);
    };
    for (const { specifier } of imports) {
      const path = this.#named.get(this.#whole(specifier));
      if (path !== undefined) visit(path);
    }
    return files.size === 0 ? undefined : { files, time };
  }

  /** The files that have changed since, as seen from the notebook's folder. */
  changedSince({ files, time }: Source): readonly string[] {
    const changed = [...files].filter((path) => (this.#seen.get(path) ?? 0) > time);
    return changed.map((path) => relative(this.#folder, path).replaceAll(sep, "/"));
  }

  /** Loads what a cell imports, as it is now; whatever fails fails where it is imported. Gives the time, for {@link sourceOf}. */
  async prepare(imports: readonly CellImport[]): Promise<number> {
    if (imports.length === 0) return this.#time;
    this.#renew();
    const time = this.#time;
    for (const { specifier, attributes } of imports) {
      const options = Object.keys(attributes).length > 0 ? { with: attributes } : undefined;
      const module = this.#load(specifier, options);
      this.#prepared.set(specifier, await module.catch((error: unknown) => new LoadFailure(error)));
    }
    return time;
  }

  /** A prepared module, or what it exports under a name. */
  readonly imported = (specifier: string, name?: string): unknown => {
    const module = this.#prepared.get(specifier)!;
    if (module instanceof LoadFailure) throw module.error;
    if (name === undefined || name in module) return name === undefined ? module : module[name];
    // Of a CommonJS module Node knows the names that it finds in its text.
    const whole = module.default as Module | null | undefined;
    if ((typeof whole === "object" || typeof whole === "function") && whole && name in whole) return whole[name];
    throw new SyntaxError(`The requested module '${specifier}' does not provide an export named '${name}'`);
  };

  /** The `import()` of cells. */
  readonly load = async (specifier: unknown, options?: object): Promise<Module> => {
    this.#renew();
    return this.#load(String(specifier), options);
  };

  /** The `require` of cells. */
  get require(): NodeJS.Require {
    return Object.assign((name: string) => this.#own.get(name) ?? this.#required(name), this.#base);
  }

  #required(name: string): unknown {
    try {
      return this.#base(name);
    } catch (error) {
      // Node names those who required it, the file of all cells too, which nobody has written.
      if (error instanceof Error && "requireStack" in error) {
        error.message = error.message.replace(`\n- ${this.meta.filename}`, "").replace(/\nRequire stack:$/, "");
      }
      throw error;
    }
  }

  async #load(specifier: string, options: object | undefined): Promise<Module> {
    return (this.#own.get(specifier) as Module | undefined) ?? this.#import(this.#whole(specifier), options);
  }

  /** Begins a new generation where what is loaded is older than its files. */
  #renew(): void {
    this.refresh();
    if (this.#isOld) this.#generation++;
    this.#isOld = false;
  }

  /** The name of a file with its ending. */
  #whole(specifier: string): string {
    if (!/^\.\.?\//.test(specifier)) return specifier;
    const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
    const path = join(this.#folder, specifier);
    const ending = isFile(path) ? "" : ENDINGS.find((each) => isFile(`${path}${each}`));
    return `${specifier}${ending ?? ""}`;
  }

  #urlOf(name: string): string {
    if (isBuiltin(name)) return name.startsWith("node:") ? name : `node:${name}`;
    if (/^(?:\.\.?)?\/|^[a-z]+:/.test(name)) return new URL(name, this.meta.url).href;
    return pathToFileURL(this.#base.resolve(name)).href;
  }

  #link(parent: string | undefined, child: string): void {
    if (parent === undefined) return;
    const children = this.#children.get(parent);
    if (children) children.add(child);
    else this.#children.set(parent, new Set([child]));
  }
}

/** Why a module could not be loaded, kept until the cell imports it. */
class LoadFailure {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

/** The path of a file that a user may edit; undefined for what is installed or built in. */
function localPath(url: string): string | undefined {
  if (!url.startsWith("file:")) return undefined;
  const path = fileURLToPath(url.split("?")[0]!);
  return path.includes(`${sep}node_modules${sep}`) ? undefined : path;
}

function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
