import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { Cell, Notebook, Output } from "../notebook/notebook.ts";

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

/** Called at the top of a test file: a maker of new folders that are gone when the file's tests are over. */
export function temporaryFolders(): () => string {
  const made: string[] = [];
  afterAll(() => {
    for (const folder of made) rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    const folder = mkdtempSync(join(tmpdir(), "trident-jupyter-test-"));
    made.push(folder);
    return folder;
  };
}
