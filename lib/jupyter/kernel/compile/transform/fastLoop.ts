import type TS from "typescript-cells";
import { PARAMETER } from "../compiledCell.ts";
import { ts } from "../typescript.ts";
import { assignedTarget, isAssigned } from "./assignedTarget.ts";
import type { Transforming } from "./cellFacts.ts";
import type { SharedVariable } from "./sharedVariables.ts";
import type { VariableKind } from "./variableKind.ts";

const LOCAL = "__local_";

/** What a loop has to know of the notebook's variables. */
export interface LoopContext extends Pick<Transforming, "make" | "facts"> {
  readonly variable: SharedVariable;
  kindOf(variable: TS.Node): VariableKind | undefined;
  readonly transformation: TS.TransformationContext;
}

interface LoopVariables {
  readonly read: ReadonlySet<string>;
  /** The numbers that the loop gives a value. */
  readonly written: ReadonlySet<string>;
}

/**
 * Lets a loop work on local variables where it would read and write properties of the notebook: a property waits for
 * the store of the step before, and a loop over doubles takes over ten times as long. Every value is also written to
 * `__kept__`, a Float64Array, at once and for free, so that nothing is lost when the loop is interrupted, which skips
 * `finally`: at 0 is the number of the loop that runs, from 1, and behind it the values of what it writes, as in
 * {@link CompiledCell.loops}.
 *
 * That is done to loops in which nothing else can see the variables: outside of functions, of nothing but arithmetic on
 * numbers, strings and booleans, `Math`, and the elements and length of arrays of such values. No call, no getter, no
 * `await`.
 *
 * @returns undefined for any other loop.
 */
export function fastLoop(loop: TS.IterationStatement, context: LoopContext): TS.Statement | undefined {
  if (ts.isLabeledStatement(loop.parent)) return undefined;
  const variables = loopVariables(loop, context);
  if (!variables || variables.written.size === 0) return undefined;
  return rewritten(loop, variables, context, context.facts.loops.push([...variables.written]));
}

/** The variables of the notebook that a loop may keep to itself; undefined if anything in it might see them. */
function loopVariables(loop: TS.IterationStatement, { variable, kindOf }: LoopContext): LoopVariables | undefined {
  const { SyntaxKind: Kind } = ts;
  const read = new Set<string>();
  const written = new Set<string>();
  const left = new Set<string>();
  const locals = new Set(["undefined", "NaN", "Infinity"]);

  const all = (node: TS.Node): boolean => ts.forEachChild(node, (child) => !isPlain(child)) !== true;
  /** A variable of the notebook, as an operand. */
  const isValue = (node: TS.Node, name: string): boolean => {
    const kind = kindOf(node);
    read.add(name);
    return kind === "number" || kind === "primitive";
  };
  const isArray = (node: TS.Node): boolean => {
    const name = variable(node);
    if (name === undefined || kindOf(node) !== "array") return false;
    read.add(name);
    return true;
  };
  const isTarget = (node: TS.Expression): boolean => {
    const name = variable(node);
    if (name === undefined) {
      if (ts.isIdentifier(node)) return locals.has(node.text);
      return ts.isElementAccessExpression(node) && isPlain(node);
    }
    const kind = kindOf(node);
    if (kind === "number") written.add(name);
    else left.add(name);
    return kind !== undefined;
  };
  const isMath = (node: TS.Node): node is TS.PropertyAccessExpression =>
    ts.isPropertyAccessExpression(node) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === "Math" &&
    variable(node.expression) === undefined &&
    !locals.has("Math");

  const isPlain = (node: TS.Node): boolean => {
    const name = variable(node);
    if (name !== undefined) return isValue(node, name);
    if (ts.isIdentifier(node)) return locals.has(node.text);
    if (isMath(node)) return true;
    if (ts.isPropertyAccessExpression(node)) return node.name.text === "length" && isArray(node.expression);
    if (ts.isElementAccessExpression(node)) {
      return isArray(node.expression) && !node.questionDotToken && isPlain(node.argumentExpression);
    }
    if (ts.isCallExpression(node)) {
      return isMath(node.expression) && !node.questionDotToken && node.arguments.every(isPlain);
    }
    if (ts.isAsExpression(node) || ts.isNonNullExpression(node) || ts.isSatisfiesExpression(node)) {
      return isPlain(node.expression);
    }
    if (ts.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      if (kind === Kind.InKeyword || kind === Kind.InstanceOfKeyword) return false;
      const target = assignedTarget(node);
      return (target ? isTarget(target) : isPlain(node.left)) && isPlain(node.right);
    }
    if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
      return assignedTarget(node) ? isTarget(node.operand) : isPlain(node.operand);
    }
    if (ts.isVariableDeclarationList(node)) {
      const { Let, Const } = ts.NodeFlags;
      const word = node.flags & ts.NodeFlags.BlockScoped;
      return (word === Let || word === Const) && node.declarations.every(isPlain);
    }
    if (ts.isVariableDeclaration(node)) {
      if (!ts.isIdentifier(node.name)) return false;
      locals.add(node.name.text);
      return node.initializer === undefined || isPlain(node.initializer);
    }
    if (ts.isForOfStatement(node)) {
      const { awaitModifier, initializer, expression, statement } = node;
      const isDeclared = ts.isVariableDeclarationList(initializer) && isPlain(initializer);
      return !awaitModifier && isDeclared && isArray(expression) && isPlain(statement);
    }
    if (ts.isBreakOrContinueStatement(node)) return node.label === undefined;
    return LEAVES.has(node.kind) || (PARTS.has(node.kind) && all(node));
  };

  if (!isPlain(loop)) return undefined;
  for (const name of [...left, ...written]) read.delete(name);
  return { read, written };
}

const LEAVES: ReadonlySet<TS.SyntaxKind> = new Set([
  ts.SyntaxKind.NumericLiteral,
  ts.SyntaxKind.StringLiteral,
  ts.SyntaxKind.NoSubstitutionTemplateLiteral,
  ts.SyntaxKind.TrueKeyword,
  ts.SyntaxKind.FalseKeyword,
  ts.SyntaxKind.NullKeyword,
  ts.SyntaxKind.EmptyStatement,
]);
const PARTS: ReadonlySet<TS.SyntaxKind> = new Set([
  ts.SyntaxKind.Block,
  ts.SyntaxKind.VariableStatement,
  ts.SyntaxKind.ExpressionStatement,
  ts.SyntaxKind.IfStatement,
  ts.SyntaxKind.ForStatement,
  ts.SyntaxKind.WhileStatement,
  ts.SyntaxKind.DoStatement,
  ts.SyntaxKind.ParenthesizedExpression,
  ts.SyntaxKind.ConditionalExpression,
  ts.SyntaxKind.TypeOfExpression,
  ts.SyntaxKind.VoidExpression,
]);

/** Puts local variables in the place of the notebook's, from the loop's beginning to its end. */
function rewritten(
  loop: TS.IterationStatement,
  { read, written }: LoopVariables,
  { variable, make, facts, transformation }: LoopContext,
  number: number,
): TS.Statement {
  const factory = make.nodes;
  const local = (name: string) => make.identifier(`${LOCAL}${name}`);
  const place = (i: number) => factory.createElementAccessExpression(make.identifier(PARAMETER.kept), i);
  const places = new Map([...written].map((name, i) => [name, i + 1]));
  const visit = (node: TS.Node): TS.Node => {
    if (ts.isTypeNode(node)) return node;
    const name = variable(node);
    if (name !== undefined) {
      facts.use(name, isAssigned(node));
      const isLocal = read.has(name) || written.has(name);
      return ts.setTextRange(isLocal ? local(name) : make.variable(name), node);
    }
    const inner = ts.visitEachChild(node, visit, transformation) as TS.Expression;
    const target = assignedTarget(node);
    const at = places.get((target && variable(target)) ?? "");
    if (target === undefined || at === undefined) return inner;
    if (!ts.isPostfixUnaryExpression(node)) {
      return factory.createParenthesizedExpression(factory.createAssignment(place(at), inner));
    }
    const isUp = node.operator === ts.SyntaxKind.PlusPlusToken;
    const operator = isUp ? ts.SyntaxKind.PlusToken : ts.SyntaxKind.MinusToken;
    const next = factory.createBinaryExpression(local(variable(target)!), operator, factory.createNumericLiteral(1));
    return factory.createParenthesizedExpression(factory.createComma(factory.createAssignment(place(at), next), inner));
  };
  const running = (value: number) => make.run(factory.createAssignment(place(0), factory.createNumericLiteral(value)));
  const declarations = [...written, ...read].map((name) =>
    factory.createVariableDeclaration(local(name), undefined, undefined, make.variable(name)),
  );
  const kept = [...places].map(([name, at]) => make.run(factory.createAssignment(place(at), local(name))));
  const left = [...written].map((name) => make.run(make.assign(name, local(name))));
  return factory.createBlock([
    factory.createVariableStatement(undefined, factory.createVariableDeclarationList(declarations, ts.NodeFlags.Let)),
    ...kept,
    running(number),
    factory.createTryStatement(
      factory.createBlock([visit(loop) as TS.Statement]),
      undefined,
      factory.createBlock([...left, running(0)]),
    ),
  ]);
}
