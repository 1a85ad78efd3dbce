import type ts from "@tslab/typescript-for-tslab";
import { assignedTarget } from "./assignedTarget.ts";

type TypeScript = typeof ts;

/** Whether code might put a function of its own in the place of one of `Math`, as `Math.random = seeded` does. */
export function changesMath(typescript: TypeScript, code: string): boolean {
  if (!/\bMath\b/.test(code)) return false;
  const { Latest } = typescript.ScriptTarget;
  const visit = (node: ts.Node): boolean => {
    if (typescript.isIdentifier(node) && node.text === "Math") return !isRead(typescript, node);
    return typescript.forEachChild(node, (child) => visit(child) || undefined) ?? false;
  };
  return visit(typescript.createSourceFile("cell.js", code, Latest, true));
}

/** Whether this is `Math.name`, and nothing happens to that property. */
function isRead(typescript: TypeScript, math: ts.Identifier): boolean {
  const isGlobal = typescript.isPropertyAccessExpression(math.parent) && math.parent.name === math;
  const property = isGlobal ? math.parent.parent : math.parent;
  if (!typescript.isPropertyAccessExpression(property)) return false;
  const { parent } = property;
  return assignedTarget(typescript, parent) !== property && !typescript.isDeleteExpression(parent);
}
