import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import type TS from "typescript-cells";
import { JUPYTER_DECLARATIONS } from "../runner/jupyterApi.ts";
import { ALL_CELLS, cellModule, cellModules, isCellModule } from "./cellModule.ts";
import { cellOptions } from "./cellOptions.ts";
import { ENDINGS } from "./compiledCell.ts";
import { type KnownCells, knownNames } from "./knownCells.ts";
import { fileVersion } from "./snapshot.ts";
import { joinedDeclarations, parsedFiles, ts } from "./typescript.ts";

/** A file as it was at a time. */
interface FileState {
  readonly version: string;
  readonly snapshot: TS.IScriptSnapshot;
}

/** What TypeScript keeps with a file. */
interface KeptFile extends TS.SourceFile {
  readonly version: string;
  setExternalModuleIndicator: unknown;
}

/** How TypeScript reads a file: as what kind of module, by which package. */
interface ReadOptions {
  readonly impliedNodeFormat?: TS.ResolutionMode;
  readonly packageJsonScope?: { readonly contents?: { readonly packageJsonContent?: { readonly type?: unknown } } };
}

/** What TypeScript gets the files of a program from. */
interface FileReader {
  getSourceFile(name: string, options: ReadOptions, ...rest: readonly unknown[]): TS.SourceFile | undefined;
  getSourceFileByPath(
    name: string,
    path: TS.Path,
    options: ReadOptions,
    ...rest: readonly unknown[]
  ): TS.SourceFile | undefined;
}

/**
 * TypeScript's language service over the cells of a notebook. It keeps nothing that it could not read anew: a program
 * is made of the cells that are given, and of the files as they are now.
 */
export class CellProgram {
  readonly service: TS.LanguageService;
  /** The notebook's, with slashes. */
  readonly folder: string;
  /** Where the cell at hand is. */
  readonly path: string;
  readonly #options: TS.CompilerOptions;
  readonly #cells = new Map<string, FileState & { readonly text: string }>();
  readonly #files = new Map<string, FileState>();
  #program: TS.Program | undefined;
  #version = 0;
  /** When the files were changed that the program at hand has asked for: {@link fileVersion}. */
  readonly #times = new Map<string, string>();
  #resolutions: TS.ModuleResolutionCache;
  /** Whether the program at hand imports what was not found, and whether that before did: it may be there now. */
  #lacksFile = false;
  #lackedFile = false;

  /** @param folder the notebook's. */
  constructor(folder: string) {
    this.folder = folder.replaceAll("\\", "/");
    this.path = `${this.folder}/.cell.mts`;
    this.#options = cellOptions(folder);
    this.#resolutions = this.#newResolutions();
    this.service = ts.createLanguageService(this.#host(), parsedFiles);
  }

  /** The program of a cell after the known ones. */
  of(known: KnownCells, text: string): TS.Program {
    this.write(known, text);
    this.#program = this.service.getProgram()!;
    return this.#program;
  }

  /** Puts a cell after the known ones. */
  write(known: KnownCells, text: string): void {
    this.#version++;
    this.#times.clear();
    this.#put(this.#jupyter, JUPYTER_DECLARATIONS);
    this.#put(this.path, text);
    for (const [name, text] of cellModules(known)) this.#put(this.#pathOf(name), text);
    this.#lackedFile = this.#lacksFile;
    if (this.#lacksFile) this.#resolutions = this.#newResolutions();
  }

  /** What is known of a name of an earlier cell, where it is declared. */
  describe(known: KnownCells, name: string): TS.QuickInfo | undefined {
    const earlier = knownNames(known).get(name);
    if (!earlier) return undefined;
    const program = this.service.getProgram()!;
    const checker = program.getTypeChecker();
    const module = checker.getSymbolAtLocation(program.getSourceFile(this.#pathOf(cellModule(earlier.cell)))!);
    const found = module && checker.tryGetMemberInModuleExports(name, module);
    const target = found && found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
    const [declaration] = target?.declarations ?? [];
    const place = declaration && (ts.getNameOfDeclaration(declaration) ?? declaration);
    return place && this.service.getQuickInfoAtPosition(place.getSourceFile().fileName, place.getStart());
  }

  get #jupyter(): string {
    return `${this.folder}/.jupyter.d.ts`;
  }

  /** Where a module of {@link cellModules} is. */
  #pathOf(name: string): string {
    return `${this.folder}/.${name.replace(":", "-")}.mts`;
  }

  #put(path: string, text: string): void {
    if (this.#cells.get(path)?.text === text) return;
    const version = String(this.#version);
    this.#cells.set(path, { text, version, snapshot: ts.ScriptSnapshot.fromString(text) });
  }

  /** TypeScript asks for every file at every cell. */
  #snapshot(path: string): TS.IScriptSnapshot | undefined {
    const own = this.#cells.get(path);
    if (own) return own.snapshot;
    const version = this.#versionOf(path);
    const known = this.#files.get(path);
    if (known?.version === version) return known.snapshot;
    const text = joinedDeclarations.get(path) ?? ts.sys.readFile(path);
    if (text === undefined) return undefined;
    const snapshot = ts.ScriptSnapshot.fromString(text);
    this.#files.set(path, { version, snapshot });
    return snapshot;
  }

  /**
   * Has files read as Node reads them, and gives those that have not changed as they are: TypeScript would look each up
   * in its registry, at every cell. What finds out whether a file is a module is the same for all versions of it:
   * TypeScript would wrap it once more at every change, and call so many functions for the next.
   */
  #guideReading(host: FileReader): void {
    const first = host.getSourceFile;
    host.getSourceFile = (name, options, ...rest) => first(name, asNodeReads(name, options), ...rest);
    const read = host.getSourceFileByPath;
    host.getSourceFileByPath = (name, path, options, ...rest) => {
      const known = this.#program?.getSourceFileByPath(path) as KeptFile | undefined;
      if (known?.version === this.#versionOf(name)) return known;
      const file = read(name, path, asNodeReads(name, options), ...rest) as KeptFile | undefined;
      if (file && known && file.impliedNodeFormat === known.impliedNodeFormat)
        file.setExternalModuleIndicator = known.setExternalModuleIndicator;
      return file;
    };
  }

  #newResolutions(): TS.ModuleResolutionCache {
    this.#lacksFile = false;
    return ts.createModuleResolutionCache(this.folder, (name) => name, this.#options);
  }

  #host(): TS.LanguageServiceHost {
    const { sys } = ts;
    return {
      getProjectVersion: () => String(this.#version),
      getScriptFileNames: () => [this.path, this.#pathOf(ALL_CELLS), this.#jupyter],
      getScriptVersion: (path) => this.#versionOf(path),
      getScriptSnapshot: (path) => this.#snapshot(path),
      // Node gives what such a file puts on `module.exports`, which TypeScript knows of JavaScript alone.
      getScriptKind: (path) => (/(?<!\.d)\.cts$/.test(path) ? ts.ScriptKind.JS : ts.ScriptKind.Unknown),
      getCurrentDirectory: () => this.folder,
      getCompilationSettings: () => this.#options,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: (path) => this.#cells.has(path) || sys.fileExists(path),
      readFile: (path) => this.#cells.get(path)?.text ?? sys.readFile(path),
      readDirectory: sys.readDirectory,
      directoryExists: sys.directoryExists,
      getDirectories: sys.getDirectories,
      ...(sys.realpath ? { realpath: sys.realpath } : {}),
      useCaseSensitiveFileNames: () => sys.useCaseSensitiveFileNames,
      // TypeScript asks for these, although its types do not say so.
      ...{
        hasInvalidatedResolutions: () => this.#lackedFile,
        getModuleResolutionCache: () => this.#resolutions,
        setCompilerHost: (host: FileReader) => this.#guideReading(host),
      },
      resolveModuleNameLiterals: (literals, containing, redirected, options, file) =>
        literals.map((literal) => {
          const mode = ts.getModeForUsageLocation(file, literal, options);
          return this.#resolve(literal.text, containing, options, redirected, mode);
        }),
      resolveTypeReferenceDirectiveReferences: (references, containing, redirected, options) =>
        references.map((reference) => {
          const name = typeof reference === "string" ? reference : reference.fileName;
          const found = ts.resolveTypeReferenceDirective(name, containing, options, sys, redirected);
          if (found.resolvedTypeReferenceDirective) return found;
          return ts.resolveTypeReferenceDirective(name, import.meta.filename, options, sys);
        }),
    };
  }

  #resolve(
    name: string,
    containing: string,
    options: TS.CompilerOptions,
    redirected: TS.ResolvedProjectReference | undefined,
    mode: TS.ResolutionMode,
  ): TS.ResolvedModuleWithFailedLookupLocations {
    if (isCellModule(name))
      return { resolvedModule: { resolvedFileName: this.#pathOf(name), extension: ts.Extension.Mts } };
    // Node's own modules are in no file: their types declare them by name, whatever is installed.
    if (isBuiltin(name)) return { resolvedModule: undefined };
    const found = ts.resolveModuleName(name, containing, options, ts.sys, this.#resolutions, redirected, mode);
    if (found.resolvedModule) return found;
    // The kernel has the functions of `tslab`, whatever is installed beside the notebook.
    if (name === "tslab") return ts.resolveModuleName(name, import.meta.filename, options, ts.sys);
    const other = this.#withEnding(name, containing);
    this.#lacksFile ||= !other && !/\/node_modules\/|\.d\.[cm]?ts$/.test(containing);
    return other ?? found;
  }

  /** A file of the user's that is named without its ending. */
  #withEnding(name: string, containing: string): TS.ResolvedModuleWithFailedLookupLocations | undefined {
    if (!/^\.\.?\//.test(name)) return undefined;
    const path = join(dirname(containing), name);
    const ending = ENDINGS.find((each) => ts.sys.fileExists(`${path}${each}`));
    if (ending === undefined) return undefined;
    const extension = ending.slice(ending.lastIndexOf("."));
    return { resolvedModule: { resolvedFileName: `${path}${ending}`.replaceAll("\\", "/"), extension } };
  }

  #versionOf(path: string): string {
    return this.#cells.get(path)?.version ?? fileVersion(path, ts.sys, this.#times);
  }
}

/**
 * Where no `package.json` says what a file of the user's is, Node asks its text, and TypeScript takes it for CommonJS.
 * A line that begins with `import` or `export` tells enough here.
 */
function asNodeReads(name: string, options: ReadOptions): ReadOptions {
  const isCommon = options.impliedNodeFormat === ts.ModuleKind.CommonJS;
  if (!isCommon || options.packageJsonScope?.contents?.packageJsonContent?.type !== undefined) return options;
  if (!/(?<!\.d)\.[jt]s$/.test(name) || name.includes("/node_modules/")) return options;
  const isModule = /^\s*(?:import\b(?!\s*\()|export\b)/m.test(ts.sys.readFile(name) ?? "");
  return isModule ? { ...options, impliedNodeFormat: ts.ModuleKind.ESNext } : options;
}
