import type ts from "@tslab/typescript-for-tslab";
import MagicString from "magic-string";

/** Errors of TypeScript about types that it cannot write into a declaration file. */
export const UNNAMED = /but cannot be named|of exported class expression may not be private or protected/;

/**
 * Calls the type of `const http = await import("http")` by its name, `typeof import("http")`: TypeScript would write
 * the module out, property by property, and fails where one's type has no name.
 *
 * @returns the same code where there is no such statement.
 */
export function namedImports(typescript: typeof ts, code: string): string {
  const file = typescript.createSourceFile("cell.ts", code, typescript.ScriptTarget.Latest, true);
  const changed = new MagicString(code);
  for (const statement of file.statements) {
    if (!typescript.isVariableStatement(statement)) continue;
    for (const { name, type, initializer } of statement.declarationList.declarations) {
      if (!typescript.isIdentifier(name) || type || !initializer || !typescript.isAwaitExpression(initializer))
        continue;
      const call = initializer.expression;
      if (!typescript.isCallExpression(call) || call.expression.kind !== typescript.SyntaxKind.ImportKeyword) continue;
      const [specifier] = call.arguments;
      if (!specifier || !typescript.isStringLiteral(specifier)) continue;
      changed.appendLeft(initializer.end, ` as typeof import(${specifier.getText()})`);
    }
  }
  return changed.toString();
}
