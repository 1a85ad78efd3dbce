import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "trident-base/project";
import { expect, test } from "vitest";
import { createCompiler } from "./compiler.ts";
import { NotebookCells } from "./test/notebookCells.ts";

const folder = join(root, "notebooks");
const compiler = createCompiler(folder);
const notebooks = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));

interface Cell {
  readonly cell_type: string;
  readonly source: string | readonly string[];
}

test.each(notebooks)("%s is right, as strict as the project is", (name) => {
  const { cells } = JSON.parse(readFileSync(join(folder, name), "utf8")) as { readonly cells: readonly Cell[] };
  const notebook = new NotebookCells(compiler);
  for (const { cell_type, source } of cells) {
    if (cell_type === "code") expect(() => notebook.compile([source].flat().join(""))).not.toThrow();
  }
});
