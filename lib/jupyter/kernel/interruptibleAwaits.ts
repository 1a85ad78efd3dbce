import type ts from "@tslab/typescript-for-tslab";
import MagicString from "magic-string";
import { cellBody } from "./cellBody.ts";

type TypeScript = typeof ts;

/** Code whose own awaits can be ended. */
export interface InterruptibleAwaits {
  /** The body of a function of `__await__` and `__each__` besides what it was one of. */
  readonly code: string;
  /** From the code that was given to this one, as JSON. */
  readonly map: string;
}

const AWAIT = "__await__";
const EACH = "__each__";

/**
 * Hands what a cell awaits outside of functions to `__await__`, and what it iterates over with `for await` to
 * `__each__`, so that an interrupt ends the cell where it waits; nothing else in JavaScript would, and it would go on
 * when what it waits for is there.
 *
 * @param code what TypeScript made of a cell.
 * @returns undefined if it awaits nothing.
 */
export function interruptibleAwaits(typescript: TypeScript, code: string): InterruptibleAwaits | undefined {
  if (!/\bawait\b/.test(code) || code.includes(AWAIT) || code.includes(EACH)) return undefined;
  const { block, startOf, endOf } = cellBody(typescript, code);
  const changed = new MagicString(code);
  const hand = (name: string, node: ts.Node) => {
    changed.appendLeft(startOf(node), `${name}(`);
    changed.prependRight(endOf(node), ")");
  };
  const visit = (node: ts.Node): void => {
    if (typescript.isFunctionLike(node)) return;
    if (typescript.isAwaitExpression(node)) hand(AWAIT, node.expression);
    if (typescript.isForOfStatement(node) && node.awaitModifier) hand(EACH, node.expression);
    typescript.forEachChild(node, visit);
  };
  block?.forEachChild(visit);
  if (!changed.hasChanged()) return undefined;
  return { code: changed.toString(), map: changed.generateMap({ hires: "boundary" }).toString() };
}
