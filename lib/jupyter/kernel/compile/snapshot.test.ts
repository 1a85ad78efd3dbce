import { expect, test } from "vitest";
import { cellOptions } from "./cellOptions.ts";
import { fileVersion, joinDeclarations } from "./snapshot.ts";
import { ts } from "./typescript.ts";

/** Every global name and module with its members, as a cell sees them; and how many files say so. */
function globals(read: ReadonlyMap<string, string>) {
  const options = cellOptions(import.meta.dirname);
  const host = ts.createCompilerHost(options);
  const cell = `${import.meta.dirname}/.cell.mts`;
  const program = ts.createProgram([cell], options, {
    ...host,
    fileExists: (path) => path === cell || host.fileExists(path),
    readFile: (path) => read.get(path) ?? host.readFile(path),
    getSourceFile: (path, target) =>
      ts.createSourceFile(path, path === cell ? "export {};" : (read.get(path) ?? host.readFile(path) ?? ""), target),
  });
  const checker = program.getTypeChecker();
  const { Value, Type, Namespace } = ts.SymbolFlags;
  const symbols = [
    ...checker.getSymbolsInScope(program.getSourceFile(cell)!, Value | Type | Namespace),
    ...checker.getAmbientModules(),
  ];
  const told = symbols.map((symbol) => {
    const type = symbol.flags & Type ? checker.getDeclaredTypeOfSymbol(symbol) : undefined;
    const members = type
      ?.getProperties()
      .map((each) => `${each.name.replace(/@\d+$/, "")} ${each.declarations?.length}`);
    const exported = symbol.flags & Namespace ? checker.getExportsOfModule(symbol).map(({ name }) => name) : [];
    return [symbol.name, [members, exported].flat().sort()] as const;
  });
  return { told: new Map(told), files: program.getSourceFiles().length };
}

test("joinDeclarations: what is read as one file says what the many say", () => {
  const joined = globals(joinDeclarations(ts, import.meta.filename));
  const apart = globals(new Map());
  expect(joined.told).toEqual(apart.told);
  expect(joined.told.get("Array")).toContain("toSorted 1");
  expect(joined.told.get('"node:fs"')).toContain("readFileSync");
  expect(apart.files - joined.files).toBeGreaterThan(100);
});

test("fileVersion: a file has changed when it was written, one of a stamped dist when that was made", () => {
  const written: Readonly<Record<string, number>> = {
    "/a/one.ts": 1,
    "/a/dist/one.d.ts": 2,
    "/b/dist/.sources": 3,
    "/b/dist/deep/one.d.ts": 4,
  };
  const getModifiedTime = (path: string) => (path in written ? new Date(written[path]!) : undefined);
  const sys = { ...ts.sys, getModifiedTime };
  const versions = [...Object.keys(written), "/b/dist/two.d.ts", "/none.ts"].map((path) => fileVersion(path, sys));
  expect(versions).toEqual(["1", "2", "3", "3", "3", "0"]);
  expect(fileVersion("/b/node_modules/c/dist/one.d.ts", sys)).toBe("installed");
});
