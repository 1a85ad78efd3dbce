import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cell, Notebook, Output } from "../notebook.ts";

/** A code cell for a test; its id comes with the notebook. */
export function code(source: string, tags: string[] = [], outputs: readonly Output[] = []): Cell {
  const metadata = tags.length > 0 ? { tags } : {};
  return { cell_type: "code", id: "", metadata, source, outputs, execution_count: null };
}

/** A Markdown cell for a test. */
export function markdown(source: string): Cell {
  return { cell_type: "markdown", id: "", metadata: {}, source };
}

/** A notebook of these cells for the kernel of this name. */
export function makeNotebook(kernel: string, cells: readonly Cell[]): Notebook {
  const language = kernel === "tslab" ? "typescript" : "python";
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: kernel, display_name: kernel, language } },
    cells: cells.map((cell, index) => ({ ...cell, id: `cell-${index + 1}` })),
  };
}

/** A new folder for a test's files. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "trident-jupyter-test-"));
}
