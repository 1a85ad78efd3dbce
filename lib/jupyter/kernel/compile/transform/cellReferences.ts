import type TS from "typescript-cells";
import { hasModifier, importBindings, isOwnScope, isVar } from "../declaredNames.ts";
import { ts } from "../typescript.ts";

/** Which words of a cell mean variables that all cells share. */
export interface CellReferences {
  /** The name of the shared variable that an identifier means, as an expression. */
  variable(node: TS.Node): string | undefined;
  /** What a shared variable is to the checker. */
  symbol(name: string): TS.Symbol | undefined;
  /** Whether a variable list declares shared variables. */
  isShared(list: TS.VariableDeclarationList): boolean;
}

/**
 * Asks the checker. Shared are variables and imports of the cell, and all that has a value in earlier cells; functions,
 * classes, enums and namespaces of the cell itself are local to it, and copied.
 *
 * @param length where the cell's own text ends, and the declarations of earlier names begin.
 * @param globals names that earlier cells only say are there.
 */
export function cellReferences(
  checker: TS.TypeChecker,
  file: TS.SourceFile,
  length: number,
  globals: ReadonlySet<string>,
): CellReferences {
  const names = new Map<TS.Node, string>();
  const symbols = new Map<string, TS.Symbol>();
  const add = (node: TS.Node, name: TS.Identifier): void => {
    names.set(node, name.text);
    const symbol = checker.getSymbolAtLocation(name);
    if (symbol) symbols.set(name.text, symbol);
  };
  const bind = (node: TS.VariableDeclaration | TS.BindingElement): void => {
    if (ts.isIdentifier(node.name)) add(node, node.name);
    else for (const each of node.name.elements) if (!ts.isOmittedExpression(each)) bind(each);
  };
  const visit = (node: TS.Node): void => {
    if (isOwnScope(node)) return;
    if (ts.isVariableDeclarationList(node) && isShared(node)) node.declarations.forEach(bind);
    ts.forEachChild(node, visit);
  };
  for (const statement of file.statements) {
    const isEarlier = statement.end > length;
    if (ts.isImportDeclaration(statement)) {
      for (const { name } of importBindings(statement.importClause)) add(name.parent, name);
    } else if (ts.isImportEqualsDeclaration(statement)) add(statement, statement.name);
    else if (isEarlier && ts.isVariableStatement(statement)) {
      const [declaration] = statement.declarationList.declarations;
      if (declaration && !globals.has(declaration.name.getText(file))) bind(declaration);
    } else if (!hasModifier(statement, ts.SyntaxKind.DeclareKeyword)) visit(statement);
  }
  const candidates = new Set(names.values());
  return {
    variable(node) {
      if (!ts.isIdentifier(node) || !candidates.has(node.text)) return undefined;
      const { parent } = node;
      const isShort = parent && ts.isShorthandPropertyAssignment(parent) && parent.name === node;
      const symbol = isShort ? checker.getShorthandAssignmentValueSymbol(parent) : checker.getSymbolAtLocation(node);
      return symbol?.declarations?.some((each) => names.has(each)) ? node.text : undefined;
    },
    symbol: (name) => symbols.get(name),
    isShared,
  };
}

function isShared(list: TS.VariableDeclarationList): boolean {
  // What is disposed of when the cell ends is the cell's own.
  if ((list.flags & ts.NodeFlags.Using) !== 0) return false;
  return isVar(list) || (ts.isVariableStatement(list.parent) && ts.isSourceFile(list.parent.parent));
}
