import type TS from "typescript-cells";
import { ts } from "../typescript.ts";
import { assignedTarget } from "./assignedTarget.ts";

/** Whether code might put a function of its own in the place of one of `Math`, as `Math.random = seeded` does. */
export function changesMath(file: TS.SourceFile): boolean {
  if (!/\bMath\b/.test(file.text)) return false;
  const visit = (node: TS.Node): boolean => {
    if (ts.isTypeNode(node)) return false;
    if (ts.isIdentifier(node) && node.text === "Math") return !isRead(node);
    return ts.forEachChild(node, (child) => visit(child) || undefined) ?? false;
  };
  return visit(file);
}

/** Whether this is `Math.name`, and nothing happens to that property. */
function isRead(math: TS.Identifier): boolean {
  const isGlobal = ts.isPropertyAccessExpression(math.parent) && math.parent.name === math;
  const property = isGlobal ? math.parent.parent : math.parent;
  if (!ts.isPropertyAccessExpression(property)) return false;
  const { parent } = property;
  return assignedTarget(parent) !== property && !ts.isDeleteExpression(parent);
}
