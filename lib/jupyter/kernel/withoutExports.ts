import type ts from "@tslab/typescript-for-tslab";

/**
 * Blanks the `export` of declarations, as code pasted from a file has it: a cell exports all that it declares, and
 * TypeScript lets nobody do that twice. Positions stay as they are.
 */
export function withoutExports(typescript: typeof ts, code: string): string {
  if (!/\bexport\b/.test(code)) return code;
  const file = typescript.createSourceFile("cell.ts", code, typescript.ScriptTarget.Latest, true);
  let blanked = code;
  for (const statement of file.statements) {
    const modifiers = typescript.canHaveModifiers(statement) ? (typescript.getModifiers(statement) ?? []) : [];
    const isDefault = modifiers.some(({ kind }) => kind === typescript.SyntaxKind.DefaultKeyword);
    for (const { kind, end } of isDefault ? [] : modifiers) {
      if (kind !== typescript.SyntaxKind.ExportKeyword) continue;
      blanked = `${blanked.slice(0, end - "export".length)}      ${blanked.slice(end)}`;
    }
  }
  return blanked;
}
