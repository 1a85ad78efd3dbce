import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "trident-base/project";
import type TS from "typescript-cells";
import { COMPILED_CODE } from "../../client/compiledCode.ts";

/** What a process that was started from a snapshot has at once. */
interface Loaded {
  readonly ts: typeof TS;
  /** The declarations of the language and of Node, parsed and bound. */
  readonly documents: TS.DocumentRegistry;
  readonly joined: ReadonlyMap<string, string>;
}

/** Under this symbol a process has them. */
export const LOADED = "trident-jupyter.typescript";

/** What this process has of a snapshot. */
export function loadedTypescript(): Loaded | undefined {
  return (globalThis as unknown as Record<symbol, Loaded>)[Symbol.for(LOADED)];
}

/**
 * The file that a compiler's process can be started from (`node --snapshot-blob`), with TypeScript loaded and the
 * declarations of the language and of Node read, which take most of a first cell's time. Its name says what it was made
 * of: one of another Node, TypeScript or folder is not found.
 */
export function snapshotPath(): string {
  const installed = join(root, "node_modules", ".package-lock.json");
  const parts = [
    process.version,
    process.platform,
    process.arch,
    // What was read is known by its path.
    root,
    // Sources and built files write the same differently.
    SCRIPT.replace(/\/\/.*|\s+/g, ""),
    existsSync(installed) ? readFileSync(installed) : "",
  ];
  const hash = parts.reduce((all, part) => all.update(part), createHash("sha256")).digest("hex");
  return join(COMPILED_CODE, `${hash.slice(0, 16)}.blob`);
}

/**
 * By what a file is known to have changed. What is installed stays as it is while a kernel runs, and a `dist` that a
 * build has stamped is replaced as a whole.
 *
 * @param times of files that have been looked at already; gets those of others.
 */
export function fileVersion(path: string, sys: TS.System, times = new Map<string, string>()): string {
  if (path.includes("/node_modules/")) return "installed";
  const timeOf = (file: string): string => {
    const known = times.get(file) ?? String(sys.getModifiedTime?.(file)?.getTime() ?? 0);
    times.set(file, known);
    return known;
  };
  const dist = /^.*\/dist\//.exec(path)?.[0];
  const built = dist === undefined ? "0" : timeOf(`${dist}.sources`);
  return built === "0" ? timeOf(path) : built;
}

/**
 * Joins the declarations of the language, and those of Node, to one file each: what a file says of `Array` TypeScript
 * keeps, what several say it puts together anew for every cell. Gives the text of each file that is to be read in the
 * place of what lies on the disk: all of it for the first, nothing for those that are a part of it.
 *
 * @param from a file from which Node's declarations are found.
 */
export function joinDeclarations(ts: typeof TS, from: string): ReadonlyMap<string, string> {
  const REFERENCE = /^\/\/\/ *<reference +(path|lib|types)="([^"]*)".*$/gm;
  const library = ts.getDefaultLibFilePath({}).replace(/[^\\/]*$/, "");
  const joined = new Map<string, string>();
  const join = (first: string): void => {
    const parts: string[] = [];
    const kept = new Set<string>();
    const visit = (path: string): void => {
      if (joined.has(path)) return;
      const text = ts.sys.readFile(path) ?? "";
      // A module cannot be a part of what is none.
      if (/^(?:export|import) /m.test(text)) {
        kept.add(`/// <reference path="${path}" />`);
        return;
      }
      joined.set(path, "");
      for (const [line, kind, name] of text.matchAll(REFERENCE)) {
        if (kind === "types") kept.add(line);
        else visit(kind === "lib" ? `${library}lib.${name}.d.ts` : path.replace(/[^/]*$/, name!));
      }
      parts.push(text.replace(REFERENCE, ""));
    };
    visit(first);
    joined.set(first, [...kept, ...parts].join("\n"));
  };
  join(`${library}lib.esnext.d.ts`);
  const node = ts.resolveTypeReferenceDirective("node", from, {}, ts.sys).resolvedTypeReferenceDirective;
  if (node?.resolvedFileName) join(node.resolvedFileName);
  return joined;
}

/** What is run to make a snapshot, by a Node that has only modules of its own, and no `import`. */
function load(path: string, folder: string, code: string, options: TS.CompilerOptions, name: string): void {
  const { readFileSync } = process.getBuiltinModule("node:fs");
  const { Script } = process.getBuiltinModule("node:vm");
  const { startupSnapshot } = process.getBuiltinModule("node:v8");
  const module = { exports: {} };
  const text = `(function (exports, require, module, __filename, __dirname) {${readFileSync(path, "utf8")}\n})`;
  const directory = path.replace(/[\\/][^\\/]*$/, "");
  new Script(text, { filename: path }).runInThisContext()(module.exports, require, module, path, directory);
  const ts = module.exports as typeof TS;
  const { sys } = ts;
  const documents = ts.createDocumentRegistry(sys.useCaseSensitiveFileNames);
  // How declarations are parsed depends on no option of the user's.
  Object.assign(documents, { getKeyForCompilationSettings: () => "cells" });
  const cell = `${folder}/.cell.mts`;
  const joined = joinDeclarations(ts, cell);
  const host = {
    ...sys,
    getScriptFileNames: () => [cell],
    getScriptVersion: (path: string) => fileVersion(path, sys),
    getScriptSnapshot: (path: string) => {
      const text = path === cell ? code : (joined.get(path) ?? sys.readFile(path));
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => folder,
    getCompilationSettings: () => options,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    useCaseSensitiveFileNames: () => sys.useCaseSensitiveFileNames,
  } as TS.LanguageServiceHost;
  const program = ts.createLanguageService(host, documents).getProgram()!;
  program.getSemanticDiagnostics();
  // What has been run once is kept compiled.
  program.emit(program.getSourceFile(cell), () => {});
  const loaded: Loaded = { ts, documents, joined };
  Object.assign(globalThis, { [Symbol.for(name)]: loaded });
  startupSnapshot.setDeserializeMainFunction(() => {
    const { createRequire } = process.getBuiltinModule("node:module");
    createRequire(process.argv[1]!)(process.argv[1]!);
  });
}

/** The whole script, whose last line is a call of it. */
export const SCRIPT = [fileVersion, joinDeclarations, load].join("\n");
