import { writeFile } from "node:fs/promises";
import { writeAtomically } from "trident-base";
import { type Cell, type Notebook, renderReport } from "trident-jupyter";
import type { PagePart } from "../backtest/index.ts";

/** Writes the parts of a page as one self-contained file: a notebook of them, rendered as any report is. */
export async function writePage(path: string, name: string, parts: readonly PagePart[]): Promise<void> {
  const notebook: Notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { language_info: { name: "typescript" } },
    cells: parts.map(cellOf) as Cell[],
  };
  const page = await renderReport({ title: `Trident Lab: ${name}`, notebooks: [{ name, notebook }] });
  await writeAtomically(path, (file) => writeFile(file, page));
}

function cellOf(part: PagePart, k: number) {
  const cell = { id: `cell-${k}`, metadata: {} };
  if ("markdown" in part) return { ...cell, cell_type: "markdown", source: part.markdown };
  const data = "html" in part ? { "text/html": part.html } : { "application/vnd.plotly.v1+json": part.figure };
  const outputs = [{ output_type: "display_data", data, metadata: {} }];
  return { ...cell, cell_type: "code", source: "", execution_count: null, outputs };
}
