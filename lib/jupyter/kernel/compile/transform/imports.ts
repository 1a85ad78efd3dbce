import type TS from "typescript-cells";
import { importBindings } from "../declaredNames.ts";
import { ts } from "../typescript.ts";
import type { Transforming } from "./cellFacts.ts";

/** Turns an import into assignments of what it imports; of one of types alone nothing is left. */
export function importStatements(node: TS.ImportDeclaration, transforming: Transforming): readonly TS.Statement[] {
  const { importClause, moduleSpecifier, attributes } = node;
  const { make, facts, hasValue } = transforming;
  const bindings = importBindings(importClause);
  const values = bindings.filter(({ name, isType }) => !isType && hasValue(name));
  const isOfTypes = importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword || bindings.length > 0;
  if (values.length === 0 && isOfTypes) return [];
  const imported = importing(moduleSpecifier, attributes, transforming);
  if (values.length === 0) return [make.run(imported(), moduleSpecifier)];
  return values.map(({ name, of }) => {
    facts.declare(name.text, "given");
    return make.run(make.assign(name.text, imported(of)), name);
  });
}

/** Turns `import a = require("b")` and `import a = B.c` into an assignment. */
export function importEquals(node: TS.ImportEqualsDeclaration, transforming: Transforming): readonly TS.Statement[] {
  const { moduleReference, name, isTypeOnly } = node;
  const { make, facts, visit, hasValue } = transforming;
  if (isTypeOnly || !hasValue(name)) return [];
  const value = ts.isExternalModuleReference(moduleReference)
    ? make.through("require", moduleReference.expression)
    : entity(moduleReference);
  facts.declare(name.text, "given");
  return [make.run(make.assign(name.text, value), node)];

  function entity(named: TS.EntityName): TS.Expression {
    if (ts.isIdentifier(named)) return visit(named);
    return make.nodes.createPropertyAccessExpression(entity(named.left), named.right.text);
  }
}

/** Turns `export { a as b }` and `export ... from` into assignments: a cell exports all that it declares. */
export function reexports(node: TS.ExportDeclaration, transforming: Transforming): readonly TS.Statement[] {
  const { exportClause, moduleSpecifier, attributes, isTypeOnly } = node;
  const { make, facts, hasValue } = transforming;
  if (isTypeOnly) return [];
  const imported = moduleSpecifier && importing(moduleSpecifier, attributes, transforming);
  const give = (name: string, value: TS.Expression) => {
    facts.declare(name, "given");
    return make.run(make.assign(name, value), node);
  };
  if (!exportClause) return [];
  if (ts.isNamespaceExport(exportClause)) return [give(exportClause.name.text, imported!())];
  return exportClause.elements.flatMap(({ name, propertyName, isTypeOnly }) => {
    if (isTypeOnly || !hasValue(name)) return [];
    if (imported) return [give(name.text, imported((propertyName ?? name).text))];
    return propertyName ? [give(name.text, make.variable(propertyName.text))] : [];
  });
}

/** Notes an import; gives the expression of the module, or of what it exports under a name. */
function importing(
  specifier: TS.Expression,
  attributes: TS.ImportAttributes | undefined,
  { make, facts }: Transforming,
): (name?: string) => TS.Expression {
  const { text } = specifier as TS.StringLiteral;
  const pairs = attributes?.elements.map(({ name, value }) => [name.text, (value as TS.StringLiteral).text]) ?? [];
  facts.imports.push({ specifier: text, attributes: Object.fromEntries(pairs) });
  return (name) => make.imported(text, name === "*" ? undefined : name, specifier);
}
