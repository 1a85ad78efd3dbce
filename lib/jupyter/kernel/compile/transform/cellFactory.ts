import type TS from "typescript-cells";
import { PARAMETER } from "../compiledCell.ts";
import { ts } from "../typescript.ts";

/** Makes what a cell's code is changed to. */
export class CellFactory {
  readonly nodes: TS.NodeFactory;

  constructor(nodes: TS.NodeFactory) {
    this.nodes = nodes;
  }

  identifier(name: string): TS.Identifier {
    return this.nodes.createIdentifier(name);
  }

  /** A variable that all cells share. */
  variable(name: string): TS.Expression {
    return this.nodes.createPropertyAccessExpression(this.identifier(PARAMETER.variables), name);
  }

  /** Gives a shared variable a value. */
  assign(name: string, value: TS.Expression): TS.Expression {
    return this.nodes.createAssignment(this.variable(name), value);
  }

  /** An expression as a statement, in the place of another node. */
  run(expression: TS.Expression, place?: TS.Node): TS.Statement {
    const statement = this.nodes.createExpressionStatement(expression);
    return place ? ts.setTextRange(statement, place) : statement;
  }

  /** An expression in the place of another: whatever V8 says of any part of it, it says of that one's beginning. */
  placed<Node extends TS.Node>(made: Node, node: TS.Node): Node {
    const { NoTrailingSourceMap, NoNestedSourceMaps } = ts.EmitFlags;
    return ts.setEmitFlags(ts.setTextRange(made, node), NoTrailingSourceMap | NoNestedSourceMaps);
  }

  /** A function that is called as what it is, and not as a method of all variables. */
  withoutThis(callee: TS.Expression): TS.Expression {
    const comma = this.nodes.createComma(this.nodes.createNumericLiteral(0), callee);
    return this.placed(this.nodes.createParenthesizedExpression(comma), callee);
  }

  /** A function or class without a name, with one: an assignment to a property gives none. */
  named(name: string, value: TS.Expression): TS.Expression {
    const holder = this.nodes.createObjectLiteralExpression([this.nodes.createPropertyAssignment(name, value)]);
    return this.nodes.createPropertyAccessExpression(this.nodes.createParenthesizedExpression(holder), name);
  }

  /** A module that a cell imports, or what it exports under a name. */
  imported(specifier: string, name: string | undefined, place: TS.Node): TS.Expression {
    const given = (name === undefined ? [specifier] : [specifier, name]).map((text) =>
      this.nodes.createStringLiteral(text),
    );
    return ts.setTextRange(this.through(PARAMETER.imported, ...given), place);
  }

  /** A call of one of the functions that a cell is given. */
  through(name: string, ...given: readonly TS.Expression[]): TS.Expression {
    return this.nodes.createCallExpression(this.identifier(name), undefined, given);
  }
}
