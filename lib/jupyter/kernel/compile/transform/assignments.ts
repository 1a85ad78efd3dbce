import type TS from "typescript-cells";
import { boundNames, isVar } from "../declaredNames.ts";
import { ts } from "../typescript.ts";
import type { Transforming } from "./cellFacts.ts";

/** Turns declarations of variables into assignments to those that all cells share. */
export function assignments(list: TS.VariableDeclarationList, transforming: Transforming): readonly TS.Expression[] {
  const { make, facts } = transforming;
  return list.declarations.flatMap((declaration): TS.Expression[] => {
    const { name, initializer, type } = declaration;
    const value = initializer ? "given" : mayBeUndefined(type) ? "undefined" : undefined;
    for (const each of boundNames(name)) facts.declare(each, value);
    if (initializer) {
      const target = assignmentTarget(name, transforming);
      return [
        ts.setTextRange(make.nodes.createAssignment(target, named(name, initializer, transforming)), declaration),
      ];
    }
    const nothing = make.assign((name as TS.Identifier).text, make.nodes.createVoidZero());
    return isVar(list) ? [] : [ts.setTextRange(nothing, declaration)];
  });
}

/** Turns what a declaration binds into the left side of an assignment. */
export function assignmentTarget(name: TS.BindingName, transforming: Transforming): TS.Expression {
  const { make, facts, visit } = transforming;
  const { nodes } = make;
  if (ts.isIdentifier(name)) {
    facts.declare(name.text);
    return ts.setTextRange(make.variable(name.text), name);
  }
  const element = ({ name, initializer }: TS.BindingElement): TS.Expression => {
    const target = assignmentTarget(name, transforming);
    return initializer ? nodes.createAssignment(target, named(name, initializer, transforming)) : target;
  };
  if (ts.isArrayBindingPattern(name)) {
    const elements = name.elements.map((each) => {
      if (ts.isOmittedExpression(each)) return nodes.createOmittedExpression();
      return each.dotDotDotToken ? nodes.createSpreadElement(element(each)) : element(each);
    });
    return ts.setTextRange(nodes.createArrayLiteralExpression(elements), name);
  }
  const key = (property: TS.PropertyName): string | TS.PropertyName => {
    if (ts.isComputedPropertyName(property)) return nodes.createComputedPropertyName(visit(property.expression));
    return ts.isIdentifier(property) ? property.text : property;
  };
  const properties = name.elements.map((each) =>
    each.dotDotDotToken
      ? nodes.createSpreadAssignment(element(each))
      : nodes.createPropertyAssignment(key(each.propertyName ?? (each.name as TS.Identifier)), element(each)),
  );
  return ts.setTextRange(nodes.createObjectLiteralExpression(properties), name);
}

/** The value of a variable; a function or class without a name gets the variable's. */
export function named(name: TS.Node, value: TS.Expression, { make, visit }: Transforming): TS.Expression {
  const visited = visit(value);
  return ts.isIdentifier(name) && isAnonymous(value) ? make.named(name.text, visited) : visited;
}

/** An expression without the parentheses and types around it. */
export function innermost(node: TS.Expression): TS.Expression {
  const isAround =
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isTypeAssertionExpression(node) ||
    ts.isExpressionWithTypeArguments(node);
  return isAround ? innermost(node.expression) : node;
}

function isAnonymous(value: TS.Expression): boolean {
  const inner = innermost(value);
  return ts.isArrowFunction(inner) || ((ts.isFunctionExpression(inner) || ts.isClassExpression(inner)) && !inner.name);
}

function mayBeUndefined(type: TS.TypeNode | undefined): boolean {
  if (!type) return true;
  const { UndefinedKeyword, AnyKeyword, UnknownKeyword } = ts.SyntaxKind;
  const kinds: readonly TS.SyntaxKind[] = [UndefinedKeyword, AnyKeyword, UnknownKeyword];
  return (ts.isUnionTypeNode(type) ? type.types : [type]).some((each) => kinds.includes(each.kind));
}
