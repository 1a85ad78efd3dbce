import type ts from "@tslab/typescript-for-tslab";
import MagicString from "magic-string";
import { assignedTarget } from "./assignedTarget.ts";
import { type CellBody, cellBody } from "./cellBody.ts";

type TypeScript = typeof ts;

/** What a variable of the notebook holds, as far as a loop has to know. */
export type VariableKind = "number" | "primitive" | "array";

/** Converted code whose loops keep the notebook's variables to themselves. */
export interface FastLoops {
  /** The body of a function of `exports`, `require` and `__kept__`. */
  readonly code: string;
  /** From the code that was given to this one, as JSON. */
  readonly map: string;
  /** For each loop, the variables whose values are at 1, 2, ... of `__kept__` while its number, from 1, is at 0. */
  readonly loops: readonly (readonly string[])[];
}

const KEPT = "__kept__";
const LOCAL = "__local_";

/**
 * Lets a loop work on local variables where it would read and write properties of `exports`: a property waits for the
 * store of the step before, and a loop over doubles takes over ten times as long. Every value is also written to
 * `__kept__`, a Float64Array, at once and for free, so that nothing is lost when the loop is interrupted, which skips
 * `finally`.
 *
 * That is done to loops in which nothing else can see the variables: outside of functions, of nothing but arithmetic on
 * numbers, strings and booleans, `Math`, and the elements and length of arrays of such values. No call, no getter, no
 * `await`.
 *
 * @param code what TypeScript made of a cell: its variables and those of earlier cells are properties of `exports`.
 * @param kindOf what the variable of that name holds; undefined for anything else.
 * @returns undefined if there is no such loop.
 */
export function fastLoops(
  typescript: TypeScript,
  code: string,
  kindOf: (name: string) => VariableKind | undefined,
): FastLoops | undefined {
  if (!/\b(?:for|while)\b/.test(code) || code.includes(KEPT) || code.includes(LOCAL)) return undefined;
  const body = cellBody(typescript, code);
  const changed = new MagicString(code);
  const loops: string[][] = [];
  const visit = (node: ts.Node): void => {
    if (typescript.isIterationStatement(node, false) && !typescript.isLabeledStatement(node.parent)) {
      const variables = loopVariables(typescript, node, kindOf);
      if (variables && variables.written.size > 0) {
        loops.push([...variables.written]);
        rewrite(typescript, changed, body, node, variables, loops.length);
        return;
      }
    }
    if (!typescript.isFunctionLike(node) && !typescript.isClassLike(node)) typescript.forEachChild(node, visit);
  };
  body.block?.forEachChild(visit);
  if (loops.length === 0) return undefined;
  return { code: changed.toString(), map: changed.generateMap({ hires: "boundary" }).toString(), loops };
}

interface LoopVariables {
  readonly read: ReadonlySet<string>;
  /** The numbers that the loop gives a value. */
  readonly written: ReadonlySet<string>;
}

/** The variables of the notebook that a loop may keep to itself; undefined if anything in it might see them. */
function loopVariables(
  typescript: TypeScript,
  loop: ts.IterationStatement,
  kindOf: (name: string) => VariableKind | undefined,
): LoopVariables | undefined {
  const { SyntaxKind: Kind } = typescript;
  const read = new Set<string>();
  const written = new Set<string>();
  const left = new Set<string>();
  const locals = new Set(["undefined", "NaN", "Infinity"]);

  const all = (node: ts.Node): boolean => typescript.forEachChild(node, (child) => !isPlain(child)) !== true;
  /** A variable of the notebook, as an operand. */
  const isValue = (name: string): boolean => {
    const kind = kindOf(name);
    read.add(name);
    return kind === "number" || kind === "primitive";
  };
  const isArray = (node: ts.Node): boolean => {
    const name = exported(typescript, node);
    if (name === undefined || kindOf(name) !== "array") return false;
    read.add(name);
    return true;
  };
  const isTarget = (node: ts.Expression): boolean => {
    const name = exported(typescript, node);
    if (name === undefined) {
      if (typescript.isIdentifier(node)) return locals.has(node.text);
      return typescript.isElementAccessExpression(node) && isPlain(node);
    }
    const kind = kindOf(name);
    if (kind === "number") written.add(name);
    else left.add(name);
    return kind !== undefined;
  };
  const isMath = (node: ts.Node): node is ts.PropertyAccessExpression =>
    typescript.isPropertyAccessExpression(node) &&
    typescript.isIdentifier(node.expression) &&
    node.expression.text === "Math" &&
    !locals.has("Math");

  const isPlain = (node: ts.Node): boolean => {
    const name = exported(typescript, node);
    if (name !== undefined) return isValue(name);
    if (typescript.isIdentifier(node)) return locals.has(node.text);
    if (isMath(node)) return true;
    if (typescript.isPropertyAccessExpression(node)) return node.name.text === "length" && isArray(node.expression);
    if (typescript.isElementAccessExpression(node)) {
      return isArray(node.expression) && !node.questionDotToken && isPlain(node.argumentExpression);
    }
    if (typescript.isCallExpression(node)) {
      return isMath(node.expression) && !node.questionDotToken && node.arguments.every(isPlain);
    }
    if (typescript.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      if (kind === Kind.InKeyword || kind === Kind.InstanceOfKeyword) return false;
      const target = assignedTarget(typescript, node);
      return (target ? isTarget(target) : isPlain(node.left)) && isPlain(node.right);
    }
    if (typescript.isPrefixUnaryExpression(node) || typescript.isPostfixUnaryExpression(node)) {
      return assignedTarget(typescript, node) ? isTarget(node.operand) : isPlain(node.operand);
    }
    if (typescript.isVariableDeclarationList(node)) {
      return (node.flags & typescript.NodeFlags.BlockScoped) !== 0 && node.declarations.every(isPlain);
    }
    if (typescript.isVariableDeclaration(node)) {
      if (!typescript.isIdentifier(node.name)) return false;
      locals.add(node.name.text);
      return node.initializer === undefined || isPlain(node.initializer);
    }
    if (typescript.isForOfStatement(node)) {
      const { awaitModifier, initializer, expression, statement } = node;
      const isDeclared = typescript.isVariableDeclarationList(initializer) && isPlain(initializer);
      return !awaitModifier && isDeclared && isArray(expression) && isPlain(statement);
    }
    if (typescript.isBreakOrContinueStatement(node)) return node.label === undefined;
    switch (node.kind) {
      case Kind.NumericLiteral:
      case Kind.StringLiteral:
      case Kind.NoSubstitutionTemplateLiteral:
      case Kind.TrueKeyword:
      case Kind.FalseKeyword:
      case Kind.NullKeyword:
      case Kind.EmptyStatement:
        return true;
      case Kind.Block:
      case Kind.VariableStatement:
      case Kind.ExpressionStatement:
      case Kind.IfStatement:
      case Kind.ForStatement:
      case Kind.WhileStatement:
      case Kind.DoStatement:
      case Kind.ParenthesizedExpression:
      case Kind.ConditionalExpression:
      case Kind.TypeOfExpression:
      case Kind.VoidExpression:
        return all(node);
      default:
        return false;
    }
  };

  if (!isPlain(loop)) return undefined;
  for (const name of left) read.delete(name);
  for (const name of written) read.delete(name);
  return { read, written };
}

/** Puts local variables in the place of properties of `exports`, from the loop's beginning to its end. */
function rewrite(
  typescript: TypeScript,
  changed: MagicString,
  { startOf, endOf }: CellBody,
  loop: ts.IterationStatement,
  { read, written }: LoopVariables,
  number: number,
): void {
  const places = new Map([...written].map((name, i) => [name, `${KEPT}[${i + 1}]`]));
  const visit = (node: ts.Node): void => {
    const name = exported(typescript, node);
    if (name !== undefined) {
      const isLocal = read.has(name) || written.has(name);
      if (isLocal) changed.overwrite(startOf(node), endOf(node), `${LOCAL}${name}`);
      return;
    }
    typescript.forEachChild(node, visit);
    const assigned = assignedTarget(typescript, node);
    const target = assigned && exported(typescript, assigned);
    const place = target === undefined ? undefined : places.get(target);
    if (place === undefined) return;
    if (typescript.isPostfixUnaryExpression(node)) {
      const by = node.operator === typescript.SyntaxKind.PlusPlusToken ? "+" : "-";
      changed.appendLeft(startOf(node), `(${place} = ${LOCAL}${target} ${by} 1, `);
    } else changed.appendLeft(startOf(node), `(${place} = `);
    changed.appendRight(endOf(node), ")");
  };
  visit(loop);
  const declared = [...written, ...read].map((name) => `${LOCAL}${name} = exports.${name}`);
  const kept = [...places].map(([name, place]) => `${place} = ${LOCAL}${name}; `).join("");
  const left = [...written].map((name) => `exports.${name} = ${LOCAL}${name}; `).join("");
  changed.prependLeft(startOf(loop), `{ let ${declared.join(", ")}; ${kept}${KEPT}[0] = ${number}; try { `);
  changed.appendRight(endOf(loop), ` } finally { ${left}${KEPT}[0] = 0; } }`);
}

/** The name of `exports.name`. */
function exported(typescript: TypeScript, node: ts.Node): string | undefined {
  const isExported =
    typescript.isPropertyAccessExpression(node) &&
    typescript.isIdentifier(node.expression) &&
    node.expression.text === "exports" &&
    typescript.isIdentifier(node.name);
  return isExported ? node.name.text : undefined;
}
