import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { venvProgram } from "trident-base/project";
import { expect, test } from "vitest";
import { code, makeNotebook, temporaryFolders } from "../test/makeNotebook.ts";
import { formatNotebook, parseNotebook, readNotebook, writeNotebook } from "./notebook.ts";

const newFolder = temporaryFolders();

/** A notebook that nbformat makes and writes, with every kind of cell and output and every kind of line end. */
const PEER = `
import sys, nbformat
from nbformat.v4 import new_notebook, new_code_cell, new_markdown_cell, new_raw_cell, new_output
lines = "a\\nb\\r\\nc\\rd\\x0be\\x0cf\\x1cg\\x85h\\u2028i\\u2029\\n\\nżółw 🐢"
nb = new_notebook(metadata={"kernelspec": {"name": "x", "display_name": "X"}, "z": [1, {"b": None, "a": True}]}, cells=[
    new_markdown_cell("# T\\n" + lines, id="m", attachments={"p.png": {"image/png": "iVBO\\nRw=="}}),
    new_raw_cell("raw", id="r"), new_code_cell("", id="e"),
    new_code_cell(lines, id="c", execution_count=2, metadata={"tags": ["x"]}, outputs=[
        new_output("stream", name="stdout", text=lines),
        new_output("display_data", {"text/html": lines, "image/svg+xml": "<svg>\\n</svg>", "image/png": "AA\\nBB",
            "application/json": ["a", "b"], "application/vnd.plotly.v1+json": {"data": [], "layout": {"b": 1, "a": 2.5}}}),
        new_output("execute_result", {"text/plain": "1\\n2"}, execution_count=2),
        new_output("error", ename="E", evalue="v", traceback=["\\x1b[31mx", "y\\nz"]),
    ]),
])
nbformat.write(nb, sys.argv[1])
`;

test("reads what nbformat writes and writes the same bytes", async () => {
  const path = join(newFolder(), "peer.ipynb");
  execFileSync(venvProgram("python"), ["-c", PEER, path]);
  const notebook = await readNotebook(path);
  const output = notebook.cells[3]!.cell_type === "code" && notebook.cells[3]!.outputs[1]!;
  expect(output).toMatchObject({ data: { "image/png": "AA\nBB", "application/json": ["a", "b"] } });
  const copy = `${path}.copy`;
  await writeNotebook(copy, notebook);
  expect(readFileSync(copy, "utf8")).toBe(readFileSync(path, "utf8"));
});

test("an older format becomes 4.5, with ids by position", () => {
  const { id: _, ...cell } = code("1");
  const old = { nbformat: 4, nbformat_minor: 2, metadata: {}, cells: [cell, cell] };
  const read = parseNotebook(JSON.stringify(old), "old.ipynb");
  expect(read.nbformat_minor).toBe(5);
  expect(read.cells.map(({ id }) => id)).toEqual(["cell-1", "cell-2"]);
  expect(parseNotebook(formatNotebook(read), "again.ipynb")).toEqual(read);
});

test.each([
  ["text", "{nope", /not JSON.*x\.ipynb/],
  ["another format", { nbformat: 3, worksheets: [] }, /nbformat.*must be 4.*nbconvert/],
  ["no cells", { nbformat: 4, nbformat_minor: 5, metadata: {} }, /cells/],
  ["a cell without source", { cells: [{ cell_type: "raw", id: "a", metadata: {} }] }, /source.*x\.ipynb, cell 1/],
  ["a bad id", { cells: [{ cell_type: "raw", id: "a b", metadata: {}, source: "" }] }, /id.*cell 1/],
  [
    "an unknown output",
    {
      cells: [code("1"), { ...code("2"), id: "b", outputs: [{ output_type: "noise" }] }].map((c, i) => ({
        ...c,
        id: `i${i}`,
      })),
    },
    /outputs\.0.*cell 2/,
  ],
  [
    "metadata nested without end",
    `{"nbformat": 4, "nbformat_minor": 5, "cells": [], "metadata": {"a": ${"[".repeat(50_000)}${"]".repeat(50_000)}}}`,
    /nested too deeply \(x\.ipynb\)/,
  ],
  [
    "one id twice",
    { cells: [1, 2].map(() => ({ cell_type: "raw", id: "a", metadata: {}, source: "" })) },
    /two cells.*'a'/,
  ],
])("a file with %s is refused, naming the place", (_, content, message) => {
  const text =
    typeof content === "string"
      ? content
      : JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, ...content });
  expect(() => parseNotebook(text, "x.ipynb")).toThrow(message);
});

test("a file that is not there is named", async () => {
  await expect(readNotebook("no/such.ipynb")).rejects.toThrow("no such notebook (no/such.ipynb)");
});

test("a write that fails leaves the old file and nothing else", async () => {
  const folder = newFolder();
  const path = join(folder, "a.ipynb");
  writeFileSync(path, "old");
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  await expect(writeNotebook(path, { ...makeNotebook("tslab", []), metadata: cyclic as never })).rejects.toThrow();
  expect(readFileSync(path, "utf8")).toBe("old");
});
