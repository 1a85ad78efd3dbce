import type ts from "@tslab/typescript-for-tslab";

/** What a node gives a value: the left side of `=`, `+=` and the like, or what `++` and `--` step. */
export function assignedTarget(typescript: typeof ts, node: ts.Node): ts.Expression | undefined {
  const { FirstAssignment, LastAssignment, PlusPlusToken, MinusMinusToken } = typescript.SyntaxKind;
  if (typescript.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    return kind >= FirstAssignment && kind <= LastAssignment ? node.left : undefined;
  }
  if (!typescript.isPrefixUnaryExpression(node) && !typescript.isPostfixUnaryExpression(node)) return undefined;
  return node.operator === PlusPlusToken || node.operator === MinusMinusToken ? node.operand : undefined;
}
