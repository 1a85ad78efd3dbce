import { createRequire } from "node:module";
import type ts from "@tslab/typescript-for-tslab";
import type { CellNames } from "./compiler.ts";
import { compilerSystem } from "./compilerSystem.ts";
import type { VariableKind } from "./fastLoops.ts";

type TypeScript = typeof ts;

/** The TypeScript of tslab's compiler, changed where a kernel of ours needs it to be. */
export interface KernelTypescript {
  readonly ts: TypeScript;
  /** tslab's own module of this name, on that TypeScript. */
  requireTslab(path: string): unknown;
  /** The source maps of the last conversion: from the cell to ES module, from there to what is run. */
  lastMaps(): readonly [string, string] | undefined;
  /** Whether the last conversion awaits outside of any function; tslab overlooks `for await` and `await (...)`. */
  lastAwaits(): boolean;
  lastNames(): CellNames;
  /** What a variable of the last conversion's cell, or of one before it, holds. */
  kindOf(name: string): VariableKind | undefined;
  /** To be called before a conversion; see {@link compilerSystem}. */
  noticeChanges(): void;
  /** Whether type errors of the next conversion are let pass (`// @ts-nocheck`). */
  letTypeErrorsPass: boolean;
}

const INLINE_MAP = /\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/;
const AWAIT_OUTSIDE_ASYNC = 1308;
/** An import that ends in `.ts`, as Node wants it; the runner finds it. */
const TS_EXTENSION = 5097;
/** The newest that this TypeScript has. */
const LIBRARY = "lib.es2023.d.ts";
const EARLIER_CELLS = /__prev__\.d\.ts$/;
const THIS_CELL = /__tslab__\.ts$/;
const ARRAY = /^(?:(?:Readonly)?Array|(?:Int|Uint|Float|BigInt|BigUint)\d+(?:Clamped)?Array)$/;

/**
 * Loads the TypeScript that tslab 1.0.22 compiles with, in a form of our own put in its place before tslab asks for it:
 *
 * - what is emitted has source maps, so that a traceback points at the cell's own lines;
 * - `{ seed }` finds the `seed` of an earlier cell: tslab looks up the property of that name instead of the variable;
 * - a cell's variables live on `exports` alone, so that a function of an earlier cell sees what a later one assigns;
 * - type errors can be let pass;
 * - `import "./a.ts"` is allowed, and `toSorted` known.
 */
export function loadKernelTypescript(): KernelTypescript {
  const requireTslab = createRequire(createRequire(import.meta.url).resolve("tslab/package.json"));
  const path = requireTslab.resolve("@tslab/typescript-for-tslab");
  const original = requireTslab(path) as TypeScript;
  let maps: readonly [string, string] | undefined;
  let awaits = false;
  let names: CellNames = { read: [], written: [], declared: [], initialized: [], unset: [] };
  let program: () => ts.Program;

  const { system, noticeChanges } = compilerSystem(original);

  const createWatchCompilerHost = (files: string[], options: ts.CompilerOptions, ...rest: never[]) =>
    (original.createWatchCompilerHost as (...args: unknown[]) => unknown)(
      files,
      { ...options, inlineSourceMap: true, lib: [LIBRARY] },
      ...rest,
    );

  const createWatchProgram = (host: ts.WatchCompilerHostOfFilesAndCompilerOptions<ts.BuilderProgram>) => {
    const created = host.afterProgramCreate;
    host.afterProgramCreate = (builder) => {
      program = () => builder.getProgram();
      created?.(builder);
    };
    return original.createWatchProgram(host);
  };

  const transpileModule = (input: string, options: ts.TranspileOptions): ts.TranspileOutput => {
    const inline = INLINE_MAP.exec(input);
    const code = input.replace(INLINE_MAP, "");
    const file = original.createSourceFile("cell.js", code, original.ScriptTarget.Latest, true);
    awaits = awaitsOutside(original, file);
    const { text, shifted, initialized, unset } = exportWhereDeclared(original, file, code);
    names = { ...namesOf(original, file), initialized: [...initialized], unset: [...unset] };
    const output = original.transpileModule(text, {
      ...options,
      compilerOptions: { ...options.compilerOptions, sourceMap: true },
    });
    if (inline) {
      const map = JSON.parse(Buffer.from(inline[1]!, "base64").toString("utf8")) as { mappings: string };
      const mappings = map.mappings.split(";").map((line, i) => (shifted.has(i) ? shiftRight(line) : line));
      maps = [JSON.stringify({ ...map, mappings: mappings.join(";") }), output.sourceMapText ?? ""];
    }
    const outputText = withoutVoid(output.outputText.replace(/\/\/# sourceMappingURL=\S+\s*$/, ""), initialized);
    return { ...output, outputText };
  };

  // tslab calls this for nothing but the identifiers of earlier cells.
  const visitEachChild = (node: ts.Node, visitor: ts.Visitor, context: ts.TransformationContext) => {
    if (!original.isShorthandPropertyAssignment(node)) return original.visitEachChild(node, visitor, context);
    const parsed = original.getOriginalNode(node);
    const symbol = program().getTypeChecker().getShorthandAssignmentValueSymbol(parsed);
    const isEarlier = symbol?.declarations?.some((each) => EARLIER_CELLS.test(each.getSourceFile().fileName));
    const initializer =
      node.objectAssignmentInitializer && original.visitNode(node.objectAssignmentInitializer, visitor);
    const { factory } = original;
    if (!isEarlier) {
      return factory.updateShorthandPropertyAssignment(node, node.name, initializer as ts.Expression | undefined);
    }
    const value = factory.createPropertyAccessExpression(factory.createIdentifier("exports"), node.name);
    const assigned = initializer ? factory.createAssignment(value, initializer as ts.Expression) : value;
    return factory.createPropertyAssignment(node.name, assigned);
  };

  const changed = {
    ...original,
    sys: system,
    createWatchCompilerHost,
    createWatchProgram,
    transpileModule,
    visitEachChild,
    getPreEmitDiagnosticsOfFiles: (checked: ts.Program, files: readonly ts.SourceFile[]) => {
      const of = (original as unknown as Record<string, typeof changed.getPreEmitDiagnosticsOfFiles>)
        .getPreEmitDiagnosticsOfFiles!;
      const all: readonly ts.Diagnostic[] = of(checked, files);
      const found = all.filter((each) => each.code !== TS_EXTENSION);
      if (!kernel.letTypeErrorsPass) return found;
      const syntactic = new Set(files.flatMap((file) => checked.getSyntacticDiagnostics(file)));
      return found.filter((each) => syntactic.has(each as never) || each.code === AWAIT_OUTSIDE_ASYNC);
    },
  };
  requireTslab.cache[path]!.exports = changed;
  const kernel: KernelTypescript = {
    ts: original,
    requireTslab,
    noticeChanges,
    lastMaps: () => maps,
    lastAwaits: () => awaits,
    lastNames: () => ({
      ...names,
      unset: names.unset.filter((name) => mayBeUndefined(original, program(), name)),
    }),
    kindOf: (name) => variableKind(original, program(), name),
    letTypeErrorsPass: false,
  };
  return kernel;
}

/** The part of a checker that TypeScript keeps to itself. */
interface NameResolver {
  resolveName(name: string, location: ts.Node, meaning: ts.SymbolFlags, excludeGlobals: boolean): ts.Symbol | undefined;
}

interface Variable {
  readonly symbol: ts.Symbol;
  readonly cell: ts.SourceFile;
}

function variable(typescript: TypeScript, program: ts.Program, name: string): Variable | undefined {
  const cell = program.getSourceFiles().find((each) => THIS_CELL.test(each.fileName));
  if (!cell) return undefined;
  const checker = program.getTypeChecker();
  const { Variable } = typescript.SymbolFlags;
  const symbol = (checker as unknown as NameResolver).resolveName(name, cell, Variable, true);
  return symbol && { symbol, cell };
}

/** Whether a variable of this cell is declared with undefined as one of its types; tslab's checker makes no difference. */
function mayBeUndefined(typescript: TypeScript, program: ts.Program, name: string): boolean {
  const declaration = variable(typescript, program, name)?.symbol.valueDeclaration;
  const type = declaration && typescript.isVariableDeclaration(declaration) ? declaration.type : undefined;
  const types = type && typescript.isUnionTypeNode(type) ? type.types : [type];
  return types.some((each) => each?.kind === typescript.SyntaxKind.UndefinedKeyword);
}

function variableKind(typescript: TypeScript, program: ts.Program, name: string): VariableKind | undefined {
  const found = variable(typescript, program, name);
  if (!found) return undefined;
  const checker = program.getTypeChecker();
  const type = checker.getTypeOfSymbolAtLocation(found.symbol, found.cell);
  const { NumberLike, StringLike, BooleanLike, BigIntLike, Undefined, Null } = typescript.TypeFlags;
  const primitive = NumberLike | StringLike | BooleanLike | BigIntLike | Undefined | Null;
  const isOf = (type: ts.Type, flags: ts.TypeFlags): boolean =>
    type.isUnion() ? type.types.every((each) => isOf(each, flags)) : (type.flags & flags) !== 0;
  if (isOf(type, NumberLike)) return "number";
  if (isOf(type, primitive)) return "primitive";
  const declared = type.symbol?.declarations?.[0]?.getSourceFile();
  const isBuiltIn = declared !== undefined && program.isSourceFileDefaultLibrary(declared);
  if (!isBuiltIn || !ARRAY.test(type.symbol.name)) return undefined;
  const element = checker.getIndexTypeOfType(type, typescript.IndexKind.Number);
  return element && isOf(element, primitive) ? "array" : undefined;
}

const EXPORT = "export ";

interface Exported {
  readonly text: string;
  /** The lines that begin with the new word, counted from 0. */
  readonly shifted: ReadonlySet<number>;
  /** The variables that get a value where they are declared. */
  readonly initialized: ReadonlySet<string>;
  /** The variables that get none there. */
  readonly unset: ReadonlySet<string>;
}

/**
 * Turns `let a = 1; export { a }` into `export let a = 1`: TypeScript then reads and writes `exports.a` everywhere,
 * where it would keep a variable beside it that a later cell cannot reach.
 */
function exportWhereDeclared(typescript: TypeScript, file: ts.SourceFile, text: string): Exported {
  const initialized = new Set<string>();
  const unset = new Set<string>();
  const starts: number[] = [];
  const clause = exportList(typescript, file);
  const list = clause?.parent;
  // A module of the user's own may export under other names; a cell never does.
  const isPlain = list && !clause.elements.some((each) => each.propertyName);
  if (!isPlain) return { text, shifted: new Set(), initialized, unset };
  const names = new Set(clause.elements.map((each) => each.name.text));
  const again = declaredAgain(typescript, file).filter((name) => names.delete(name));
  for (const statement of file.statements) {
    if (!typescript.isVariableStatement(statement) || statement.modifiers?.length) continue;
    const { declarations } = statement.declarationList;
    const bound = declarations.flatMap((each) => boundNames(typescript, each.name));
    if (!bound.every((name) => names.has(name))) continue;
    for (const name of bound) names.delete(name);
    for (const { name, initializer } of declarations) {
      for (const each of boundNames(typescript, name)) (initializer ? initialized : unset).add(each);
    }
    starts.push(statement.getStart(file));
  }
  const last = [`export { ${[...names].join(", ")} };`, ...again.map((name) => `exports.${name} = ${name};`)].join(" ");
  let changed = `${text.slice(0, list.getStart(file))}${last}${text.slice(list.end)}`;
  for (const start of starts.toReversed()) changed = changed.slice(0, start) + EXPORT + changed.slice(start);
  const shifted = new Set(starts.map((start) => file.getLineAndCharacterOfPosition(start).line));
  return { text: changed, shifted, initialized, unset };
}

/** The names of several `var`, outside of functions: with `export` before one of them, that would be another variable. */
function declaredAgain(typescript: TypeScript, file: ts.SourceFile): readonly string[] {
  const seen = new Set<string>();
  const again = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (typescript.isFunctionLike(node)) return;
    if (typescript.isVariableDeclarationList(node) && (node.flags & typescript.NodeFlags.BlockScoped) === 0) {
      for (const name of node.declarations.flatMap((each) => boundNames(typescript, each.name))) {
        (seen.has(name) ? again : seen).add(name);
      }
    }
    typescript.forEachChild(node, visit);
  };
  visit(file);
  return [...again];
}

/** The names that tslab exports at the end of a cell. */
function exportList(typescript: TypeScript, file: ts.SourceFile): ts.NamedExports | undefined {
  const list = file.statements.findLast(
    (each): each is ts.ExportDeclaration => typescript.isExportDeclaration(each) && !each.moduleSpecifier,
  );
  const clause = list?.exportClause;
  return clause && typescript.isNamedExports(clause) ? clause : undefined;
}

function awaitsOutside(typescript: TypeScript, node: ts.Node): boolean {
  if (typescript.isFunctionLike(node)) return false;
  if (typescript.isAwaitExpression(node) || (typescript.isForOfStatement(node) && node.awaitModifier)) return true;
  // Where it takes the file for a script, `await (...)` is a call.
  if (typescript.isIdentifier(node) && node.text === "await") return true;
  return typescript.forEachChild(node, (child) => awaitsOutside(typescript, child) || undefined) ?? false;
}

/** tslab writes a variable of an earlier cell as a property of `exports`, and lists those of this one at its end. */
function namesOf(typescript: TypeScript, file: ts.SourceFile): Pick<CellNames, "read" | "written" | "declared"> {
  const read = new Set<string>();
  const declared = exportList(typescript, file)?.elements.map((each) => each.name.text) ?? [];
  const written = new Set(declared);
  const visit = (node: ts.Node): void => {
    if (typescript.isPropertyAccessExpression(node) && isExports(typescript, node.expression)) {
      const { parent } = node;
      const isAssigned =
        typescript.isBinaryExpression(parent) &&
        parent.left === node &&
        parent.operatorToken.kind === typescript.SyntaxKind.EqualsToken;
      (isAssigned ? written : read).add(node.name.text);
    }
    typescript.forEachChild(node, visit);
  };
  visit(file);
  return { read: [...read], written: [...written], declared };
}

function isExports(typescript: TypeScript, node: ts.Node): boolean {
  return typescript.isIdentifier(node) && node.text === "exports";
}

/**
 * TypeScript sets all exports to undefined first. A property that has been undefined is no longer one that V8 keeps as
 * a plain number, and a loop over it takes three times as long.
 */
function withoutVoid(output: string, initialized: ReadonlySet<string>): string {
  return output.replace(/^(?:exports\.\S+ = )+void 0;$/m, (statement) => {
    const names = [...statement.matchAll(/exports\.(\S+) = /g)].map((found) => found[1]!);
    const left = names.filter((name) => !initialized.has(name));
    return left.length === 0 ? "" : `${left.map((name) => `exports.${name} = `).join("")}void 0;`;
  });
}

/** A line of a source map whose code stands further right by the length of `export `: base 64 digit O for A. */
function shiftRight(mappings: string): string {
  return mappings.startsWith("A") ? `O${mappings.slice(1)}` : mappings;
}

function boundNames(typescript: TypeScript, name: ts.BindingName): string[] {
  if (typescript.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((each) =>
    typescript.isOmittedExpression(each) ? [] : boundNames(typescript, each.name),
  );
}
