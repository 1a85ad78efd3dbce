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

/** Collects the names that a cell declares outside of functions. */
export function declaredNames(file: TS.SourceFile): DeclaredNames {
  const kinds = new Map<string, NameKind[]>();
  const exported = new Set<string>();
  const additions: string[] = [];
  const add = (name: string, kind: NameKind, isExported = false): void => {
    const all = kinds.get(name);
    if (all) all.push(kind);
    else kinds.set(name, [kind]);
    if (isExported) exported.add(name);
  };
  for (const statement of file.statements) {
    const isExported = hasModifier(statement, ts.SyntaxKind.ExportKeyword);
    const isAmbient = hasModifier(statement, ts.SyntaxKind.DeclareKeyword);
    if (ts.isVariableStatement(statement)) {
      for (const name of listNames(statement.declarationList)) {
        add(name, isAmbient ? "global" : isConstant(statement.declarationList) ? "const" : "let", isExported);
      }
    } else if (ts.isImportDeclaration(statement)) {
      const { importClause, moduleSpecifier } = statement;
      if (!importClause) additions.push(`import ${moduleSpecifier.getText(file)}`);
      for (const { name } of importBindings(importClause)) add(name.text, "import");
    } else if (ts.isImportEqualsDeclaration(statement)) {
      add(statement.name.text, "import", isExported);
    } else if (ts.isExportDeclaration(statement)) {
      const { exportClause } = statement;
      if (exportClause && ts.isNamespaceExport(exportClause)) add(exportClause.name.text, "import", true);
      for (const each of exportClause && ts.isNamedExports(exportClause) ? exportClause.elements : []) {
        exported.add(each.name.text);
        if (statement.moduleSpecifier || each.propertyName) add(each.name.text, "import");
      }
    } else if (ts.isModuleDeclaration(statement) && (isGlobal(statement) || ts.isStringLiteral(statement.name))) {
      additions.push(...addedTo(statement, file));
    } else {
      const kind = isAmbient ? ambientKind(statement) : declarationKind(statement);
      const { name } = statement as TS.Statement & { readonly name?: TS.Identifier };
      if (kind && name) add(name.text, kind, isExported && !hasModifier(statement, ts.SyntaxKind.DefaultKeyword));
    }
  }
  for (const name of innerVars(file)) if (!kinds.has(name)) add(name, "let");
  return { kinds, exported, additions };
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

function listNames({ declarations }: TS.VariableDeclarationList): readonly string[] {
  return declarations.flatMap(({ name }) => boundNames(name));
}

/** Whether a list of variables belongs to a scope outside of functions although it stands in a block. */
export function isVar(list: TS.VariableDeclarationList): boolean {
  return (list.flags & ts.NodeFlags.BlockScoped) === 0;
}

/** Whether a statement has this word before it. */
export function hasModifier(node: TS.Node, kind: TS.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some((each) => each.kind === kind) ?? false);
}

function isConstant(list: TS.VariableDeclarationList): boolean {
  return (list.flags & (ts.NodeFlags.Const | ts.NodeFlags.Using)) !== 0;
}

function isGlobal(node: TS.ModuleDeclaration): boolean {
  return (node.flags & ts.NodeFlags.GlobalAugmentation) !== 0;
}

function declarationKind(node: TS.Statement): NameKind | undefined {
  if (ts.isFunctionDeclaration(node)) return "function";
  if (ts.isClassDeclaration(node)) return "class";
  if (ts.isEnumDeclaration(node)) return "enum";
  if (ts.isModuleDeclaration(node)) return "namespace";
  return ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) ? "type" : undefined;
}

function ambientKind(node: TS.Statement): NameKind | undefined {
  const kind = declarationKind(node);
  return kind === undefined || kind === "type" ? kind : "global";
}

/** What a `declare global` or `declare module` adds, one key each: a newer cell with the same key takes its place. */
function addedTo({ name, body }: TS.ModuleDeclaration, file: TS.SourceFile): readonly string[] {
  if (!body || !ts.isModuleBlock(body)) return [name.text];
  return body.statements.flatMap((each) => {
    if (ts.isInterfaceDeclaration(each)) {
      return each.members.map((member) => `${name.text}: ${each.name.text}.${member.name?.getText(file)}`);
    }
    if (ts.isVariableStatement(each)) return listNames(each.declarationList).map((one) => `${name.text}: ${one}`);
    return [`${name.text}: ${(each as { readonly name?: TS.Node }).name?.getText(file)}`];
  });
}

/** The names of `var` in blocks and loops. */
function innerVars(file: TS.SourceFile): readonly string[] {
  return varLists(file.statements).flatMap(({ list }) => listNames(list));
}

/** The names of `var` that may have no value of their own when a cell begins. */
export function hoistedVars(statements: readonly TS.Statement[]): readonly string[] {
  const all = varLists(statements).flatMap(({ list, isOutside }) =>
    list.declarations.map(({ name, initializer }) => ({
      names: boundNames(name),
      isGiven: isOutside && !!initializer,
    })),
  );
  const given = new Set(all.flatMap(({ names, isGiven }) => (isGiven ? names : [])));
  return [...new Set(all.flatMap(({ names }) => names))].filter((name) => !given.has(name));
}

interface VarList {
  readonly list: TS.VariableDeclarationList;
  /** False in a block or in the head of a loop. */
  readonly isOutside: boolean;
}

function varLists(statements: readonly TS.Statement[]): readonly VarList[] {
  const found: VarList[] = [];
  const visit = (node: TS.Node): void => {
    if (isOwnScope(node)) return;
    if (ts.isVariableDeclarationList(node) && isVar(node)) {
      const isOutside = ts.isVariableStatement(node.parent) && ts.isSourceFile(node.parent.parent);
      found.push({ list: node, isOutside });
    }
    ts.forEachChild(node, visit);
  };
  for (const each of statements) if (!hasModifier(each, ts.SyntaxKind.DeclareKeyword)) visit(each);
  return found;
}

/** Whether `var` in a node belongs to it. */
export function isOwnScope(node: TS.Node): boolean {
  return ts.isFunctionLike(node) || ts.isModuleDeclaration(node) || ts.isClassStaticBlockDeclaration(node);
}
