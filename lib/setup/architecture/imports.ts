import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";
import { parseSync } from "oxc-parser";
import { root } from "../../base/project.mjs";

/** The sources of lib, by their paths from it. */
export function readSources(): Readonly<Record<string, string>> {
  const lib = join(root, "lib");
  const files = readdirSync(lib, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(ts|mjs)$/.test(path) && !/(^|[\\/])(dist|node_modules|assembly)[\\/]/.test(path))
    .sort();
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(lib, path), "utf8")]));
}

/** The room of a file, given by its path from lib. */
export function roomOf(path: string): string {
  const [room, ...rest] = path.split(sep);
  if (rest.length === 0) return ".";
  return room === "jupyter" || room === "base" ? `trident-${room}` : room!;
}

/** What a source file imports: statically, by `export ... from`, and by `import(...)` of a value or a type. */
export function importsOf(path: string, source: string): readonly string[] {
  const { module, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]!.message}`);
  const named = module.staticImports.map((each) => each.moduleRequest.value);
  const passedOn = module.staticExports.flatMap((each) => each.entries).map((entry) => entry.moduleRequest?.value);
  const dynamic = [...source.matchAll(/\bimport\(\s*["']([^"']+)["']/g)].map((match) => match[1]);
  return [...named, ...passedOn, ...dynamic].filter((specifier) => specifier !== undefined);
}

/** A file that another one imports, by its path from lib; undefined for packages of others. */
export function targetOf(path: string, specifier: string): string | undefined {
  const [, workspace, face] = /^trident-(base|jupyter)(?:\/(.+))?$/.exec(specifier) ?? [];
  if (workspace !== undefined) return join(workspace, face === undefined ? "index.ts" : `${face}.mjs`);
  return specifier.startsWith(".") ? normalize(join(dirname(path), specifier)) : undefined;
}
