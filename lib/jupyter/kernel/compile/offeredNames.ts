import { dirname, join } from "node:path";
import type TS from "typescript-cells";
import { declaredNames, importBindings } from "./declaredNames.ts";
import { type KnownCells, knownNames } from "./knownCells.ts";
import { parseCell } from "./parseCell.ts";
import { ts } from "./typescript.ts";

/** What of a package's description says which modules it offers. */
interface PackageJson {
  readonly name?: string;
  readonly types?: string;
  readonly workspaces?: readonly string[];
  readonly typesVersions?: { readonly "*"?: Readonly<Record<string, readonly string[]>> };
}

/** A text to put into a cell. */
export interface Insertion {
  readonly position: number;
  readonly text: string;
}

/**
 * The names that the project's own packages export, each with the module to import it from: the one that a package names
 * in `typesVersions` before the package itself.
 *
 * @param folder the notebook's.
 */
export function offeredNames(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const project = ts.findConfigFile(folder, ts.sys.fileExists, "package.json");
  for (const workspace of (project && readPackage(project).workspaces) || []) {
    const home = join(dirname(project!), workspace);
    const { name, types, typesVersions } = readPackage(join(home, "package.json"));
    if (name === undefined || typesVersions?.["*"] === undefined) continue;
    const rooms = Object.entries(typesVersions["*"]).map(([room, [file]]) => [`${name}/${room}`, file] as const);
    for (const [module, file] of [...rooms, [name, types] as const]) {
      for (const each of file ? exportedNames(join(home, file)) : []) if (!found.has(each)) found.set(each, module);
    }
  }
  return found;
}

/** The import that a cell lacks for a name of {@link offeredNames}; undefined where the name is known or not offered. */
export function missingImport(known: KnownCells, folder: string, code: string, name: string): Insertion | undefined {
  const { file } = parseCell(code);
  const module = offeredNames(folder).get(name);
  if (module === undefined || knownNames(known).has(name) || declaredNames(file).kinds.has(name)) return undefined;
  const imports = file.statements.filter(ts.isImportDeclaration);
  const same = imports
    .filter(({ moduleSpecifier }) => (moduleSpecifier as TS.StringLiteral).text === module)
    .flatMap(({ importClause }) => importBindings(importClause))
    .findLast((each) => ts.isImportSpecifier(each.name.parent) && !each.isType);
  if (same) return { position: same.name.end, text: `, ${name}` };
  const statement = `import { ${name} } from "${module}";`;
  const last = imports.at(-1);
  if (last) return { position: last.end, text: `\n${statement}` };
  return { position: file.statements[0]?.getStart(file) ?? 0, text: `${statement}\n` };
}

function exportedNames(path: string): readonly string[] {
  const { exported, kinds } = declaredNames(parseCell(ts.sys.readFile(path) ?? "").file);
  return [...exported].filter((name) => kinds.has(name) || /^[\p{ID_Start}$_]/u.test(name));
}

function readPackage(path: string): PackageJson {
  return (ts.readConfigFile(path, ts.sys.readFile).config ?? {}) as PackageJson;
}
