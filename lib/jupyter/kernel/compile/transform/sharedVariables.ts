import type TS from "typescript-cells";
import { hasModifier, isOwnScope, isVar } from "../declaredNames.ts";
import { ts } from "../typescript.ts";

/** The name of the variable shared by all cells that a node means, as an expression. */
export type SharedVariable = (node: TS.Node) => string | undefined;

/**
 * Asks the checker. Shared are variables and imports of the cell, and all that has a value in earlier cells; functions,
 * classes, enums and namespaces of the cell itself are local to it, and copied.
 *
 * @param length where the cell's own text ends, and the declarations of earlier names begin.
 * @param isGlobal whether earlier cells only say that a name is there.
 */
export function sharedVariables(
  checker: TS.TypeChecker,
  file: TS.SourceFile,
  length: number,
  isGlobal: (name: string) => boolean,
): SharedVariable {
  const isSharedName = (declaration: TS.Declaration, name: string): boolean => {
    if (declaration.getSourceFile() !== file) return false;
    // What is declared below the cell's text is of earlier cells, and is there unless it is a global.
    if (declaration.pos >= length && isGlobal(name)) return false;
    if (ts.isImportEqualsDeclaration(declaration)) return ts.isSourceFile(declaration.parent);
    if (ts.isImportClause(declaration) || ts.isImportSpecifier(declaration) || ts.isNamespaceImport(declaration)) {
      return true;
    }
    const root = ts.isBindingElement(declaration) ? ts.walkUpBindingElementsAndPatterns(declaration) : declaration;
    if (!ts.isVariableDeclaration(root) || !ts.isVariableDeclarationList(root.parent)) return false;
    return root.pos >= length || isShared(root.parent);
  };
  return (node) => {
    if (!ts.isIdentifier(node)) return undefined;
    const { parent } = node;
    if (parent && ts.isPropertyAccessExpression(parent) && parent.name === node) return undefined;
    const isShort = parent && ts.isShorthandPropertyAssignment(parent) && parent.name === node;
    const symbol = isShort ? checker.getShorthandAssignmentValueSymbol(parent) : checker.getSymbolAtLocation(node);
    return symbol?.declarations?.some((each) => isSharedName(each, node.text)) ? node.text : undefined;
  };
}

/** Whether a variable list declares shared variables. */
export function isShared(list: TS.VariableDeclarationList): boolean {
  // What is disposed of when the cell ends is the cell's own.
  if ((list.flags & ts.NodeFlags.Using) !== 0) return false;
  const { parent } = list;
  if (hasModifier(parent, ts.SyntaxKind.DeclareKeyword)) return false;
  if (!isVar(list)) return ts.isVariableStatement(parent) && ts.isSourceFile(parent.parent);
  return ts.findAncestor(list, isOwnScope) === undefined;
}
