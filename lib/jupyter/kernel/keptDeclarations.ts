import type ts from "@tslab/typescript-for-tslab";

type TypeScript = typeof ts;

/** What a statement of a declaration file declares; one of several variables is a statement of its own. */
interface Declared {
  readonly names: readonly string[];
  readonly text: string;
  /** Only a type: there is no value that could be missing. */
  readonly isType: boolean;
}

/**
 * The types of what there is after a cell that failed: of the variables that it came to as it declares them, of the
 * others as they were before it.
 *
 * @param before declarations before the cell.
 * @param after declarations after it, had it not failed.
 * @param left variables of the cell that it did not come to.
 */
export function keptDeclarations(
  typescript: TypeScript,
  before: string,
  after: string,
  left: readonly string[],
): string {
  const missing = new Set(left);
  const isThere = ({ names, isType }: Declared) => isType || !names.every((name) => missing.has(name));
  const kept = declaredIn(typescript, after).filter(isThere);
  const names = new Set(kept.flatMap((each) => each.names));
  const older = declaredIn(typescript, before).filter((each) => !each.names.some((name) => names.has(name)));
  const references = `${before}\n${after}`.match(/^\/\/\/ <reference .*$/gm) ?? [];
  return [...new Set(references), ...[...kept, ...older].map(({ text }) => text), ""].join("\n");
}

function declaredIn(typescript: TypeScript, declarations: string): readonly Declared[] {
  const { Latest } = typescript.ScriptTarget;
  const file = typescript.createSourceFile("declarations.d.ts", declarations, Latest, true);
  return file.statements.flatMap((statement): Declared[] => {
    const text = statement.getText();
    const isType = typescript.isInterfaceDeclaration(statement) || typescript.isTypeAliasDeclaration(statement);
    if (typescript.isVariableStatement(statement)) {
      const { declarations: each, flags } = statement.declarationList;
      const { Const, Let } = typescript.NodeFlags;
      const word = flags & Const ? "const" : flags & Let ? "let" : "var";
      return each.map((one) => ({ names: [one.name.getText()], text: `declare ${word} ${one.getText()};`, isType }));
    }
    if (typescript.isImportDeclaration(statement)) {
      const { name, namedBindings, isTypeOnly } = statement.importClause ?? {};
      const inner = namedBindings && typescript.isNamedImports(namedBindings) ? namedBindings.elements : namedBindings;
      const bound = [
        name,
        ...(inner === undefined ? [] : "kind" in inner ? [inner.name] : inner.map((one) => one.name)),
      ];
      const names = bound.filter((one) => one !== undefined).map((one) => one.text);
      return [{ names, text, isType: isTypeOnly === true }];
    }
    const { name } = statement as ts.Statement & { readonly name?: ts.Node };
    return [{ names: name === undefined ? [] : [name.getText()], text, isType }];
  });
}
