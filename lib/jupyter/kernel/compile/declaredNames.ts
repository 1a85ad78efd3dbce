import type TS from "typescript-cells";
import { ts } from "./typescript.ts";

/**
 * How a name is declared: what later cells may do with it. `global` is a variable that the cell only says is there
 * (`declare const`).
 */
export type NameKind = "let" | "const" | "import" | "function" | "class" | "enum" | "namespace" | "type" | "global";

/** What a cell declares for the cells after it. */
export interface DeclaredNames {
  readonly kinds: ReadonlyMap<string, readonly NameKind[]>;
  /** Those that the cell's own text exports. */
  readonly exported: ReadonlySet<string>;
  /** What it adds to all modules: `declare global`, `declare module "x"`, and modules that it imports for that. */
  readonly additions: readonly string[];
}

/** Collects the names that a cell declares outside of functions, as TypeScript binds them. */
export function declaredNames(file: TS.SourceFile): DeclaredNames {
  const { locals, exports } = bind(file);
  const kinds = new Map<string, readonly NameKind[]>();
  for (const [key, { declarations = [] }] of [...exports, ...locals]) {
    const all = declarations.filter((each) => !isAddition(each)).flatMap(kindsOf);
    if (all.length > 0) kinds.set(ts.unescapeLeadingUnderscores(key), all);
  }
  const exported = new Set([...exports.keys()].map(ts.unescapeLeadingUnderscores));
  return { kinds, exported, additions: file.statements.flatMap((each) => additionsOf(each, file)) };
}

/** What the binder of TypeScript finds: the names of a file, and those that it exports by name. */
function bind(file: TS.SourceFile): { readonly locals: TS.SymbolTable; readonly exports: TS.SymbolTable } {
  (ts as unknown as { bindSourceFile(file: TS.SourceFile, options: object): void }).bindSourceFile(file, {});
  const { locals, symbol } = file as TS.SourceFile & { readonly locals?: TS.SymbolTable; readonly symbol?: TS.Symbol };
  const exports = new Map(symbol?.exports);
  for (const name of UNNAMED) exports.delete(ts.escapeLeadingUnderscores(name));
  return { locals: locals ?? new Map(), exports };
}

/** What a module exports under no name that its own text could use. */
const UNNAMED = ["default", "export=", "__export"];

/** A class, an enum or a namespace that the cell only says is there is a type too. */
function kindsOf(node: TS.Declaration): readonly NameKind[] {
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return ["type"];
  const hasTypes = ts.isClassDeclaration(node) || ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node);
  if ((ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Ambient) !== 0) {
    return hasTypes ? ["global", "type"] : ["global"];
  }
  if (ts.isVariableDeclaration(node) || ts.isBindingElement(node)) {
    return (ts.getCombinedNodeFlags(node) & (ts.NodeFlags.Const | ts.NodeFlags.Using)) === 0 ? ["let"] : ["const"];
  }
  if (ts.isFunctionDeclaration(node)) return ["function"];
  if (ts.isClassDeclaration(node)) return ["class"];
  if (ts.isEnumDeclaration(node)) return ["enum"];
  return ts.isModuleDeclaration(node) ? ["namespace"] : ["import"];
}

/** The bindings of an import: `default`, a namespace (`*`) or an exported name, and what they are called here. */
export function importBindings(
  clause: TS.ImportClause | undefined,
): readonly { readonly name: TS.Identifier; readonly of: string; readonly isType: boolean }[] {
  if (!clause) return [];
  const isType = clause.phaseModifier === ts.SyntaxKind.TypeKeyword;
  const { name, namedBindings } = clause;
  const first = name ? [{ name, of: "default", isType }] : [];
  if (!namedBindings) return first;
  if (ts.isNamespaceImport(namedBindings)) return [...first, { name: namedBindings.name, of: "*", isType }];
  const named = namedBindings.elements.map((each) => ({
    name: each.name,
    of: (each.propertyName ?? each.name).text,
    isType: isType || each.isTypeOnly,
  }));
  return [...first, ...named];
}

/** The names that a declaration binds. */
export function boundNames(name: TS.BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((each) => (ts.isOmittedExpression(each) ? [] : boundNames(each.name)));
}

/** Whether a list of variables belongs to a scope outside of functions although it stands in a block. */
export function isVar(list: TS.VariableDeclarationList): boolean {
  return (list.flags & ts.NodeFlags.BlockScoped) === 0;
}

/** Whether a statement has this word before it. */
export function hasModifier(node: TS.Node, kind: TS.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some((each) => each.kind === kind) ?? false);
}

/** Whether this is `declare global` or `declare module "x"`. */
function isAddition(node: TS.Node): node is TS.ModuleDeclaration {
  if (!ts.isModuleDeclaration(node)) return false;
  return ts.isStringLiteral(node.name) || (node.flags & ts.NodeFlags.GlobalAugmentation) !== 0;
}

/** What a statement adds to all modules, one key each: a newer cell with the same key takes its place. */
function additionsOf(node: TS.Statement, file: TS.SourceFile): readonly string[] {
  if (ts.isImportDeclaration(node)) return node.importClause ? [] : [`import ${node.moduleSpecifier.getText(file)}`];
  if (!isAddition(node)) return [];
  const { name, body } = node;
  if (!body || !ts.isModuleBlock(body)) return [name.text];
  return body.statements.flatMap((each) => {
    if (ts.isInterfaceDeclaration(each)) {
      return each.members.map((member) => `${name.text}: ${each.name.text}.${member.name?.getText(file)}`);
    }
    const named = ts.isVariableStatement(each) ? each.declarationList.declarations : [each];
    return named.map((one) => `${name.text}: ${(one as { readonly name?: TS.Node }).name?.getText(file)}`);
  });
}

/** The names of `var` that may have no value of their own when a cell begins. */
export function hoistedVars(statements: readonly TS.Statement[]): readonly string[] {
  const names = new Set<string>();
  const given = new Set<string>();
  const visit = (node: TS.Node): void => {
    if (isOwnScope(node) || hasModifier(node, ts.SyntaxKind.DeclareKeyword)) return;
    if (ts.isVariableDeclarationList(node) && isVar(node)) {
      const isOutside = ts.isVariableStatement(node.parent) && ts.isSourceFile(node.parent.parent);
      for (const { name, initializer } of node.declarations) {
        for (const each of boundNames(name)) (isOutside && initializer ? given : names).add(each);
      }
    }
    ts.forEachChild(node, visit);
  };
  statements.forEach(visit);
  return [...names].filter((name) => !given.has(name));
}

/** Whether `var` in a node belongs to it. */
export function isOwnScope(node: TS.Node): boolean {
  return ts.isFunctionLike(node) || ts.isModuleDeclaration(node) || ts.isClassStaticBlockDeclaration(node);
}
