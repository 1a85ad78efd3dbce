import type ts from "@tslab/typescript-for-tslab";

type TypeScript = typeof ts;

/** Converted code of a cell, parsed. */
export interface CellBody {
  /** Undefined with a brace too many: then it is no cell, and fails when it is run. */
  readonly block: ts.Block | undefined;
  /** Where a node begins and ends in the code. */
  startOf(node: ts.Node): number;
  endOf(node: ts.Node): number;
}

/** Top-level `await` is one only in a function: elsewhere it is a name. */
const HEAD = "async function cell() {\n";

/** Parses what TypeScript made of a cell as the body of a function, as it is run. */
export function cellBody(typescript: TypeScript, code: string): CellBody {
  const { Latest } = typescript.ScriptTarget;
  const { statements } = typescript.createSourceFile("cell.js", `${HEAD}${code}\n}`, Latest, true);
  const [cell] = statements;
  return {
    block: cell && typescript.isFunctionDeclaration(cell) && statements.length === 1 ? cell.body : undefined,
    startOf: (node) => node.getStart() - HEAD.length,
    endOf: (node) => node.end - HEAD.length,
  };
}
