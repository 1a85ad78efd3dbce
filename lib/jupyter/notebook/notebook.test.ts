import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { venvProgram } from "trident-base/project";
import { expect, test } from "vitest";
import { code, makeNotebook, temporaryFolders } from "../test/makeNotebook.ts";
import { type CodeCell, formatNotebook, parseNotebook, readNotebook, writeNotebook } from "./notebook.ts";

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
  ["no kind of cell", { cells: [{ cell_type: "code", source: "" }, { source: "" }] }, /cell_type must be.*cell 2/],
  ["a source that is no text", { cells: [{ cell_type: "code", source: 5 }] }, /the cell's source must be text/],
  ["metadata that are a list", { metadata: [], cells: [] }, /its metadata must be an object/],
  ["cells that are none", { cells: {} }, /its cells must be a list/],
  ["a list instead of a notebook", "[]", /it must be an object \(x\.ipynb\)/],
  [
    "metadata nested without end",
    `{"nbformat": 4, "nbformat_minor": 5, "cells": [], "metadata": {"a": ${"[".repeat(50_000)}${"]".repeat(50_000)}}}`,
    /it is nested too deeply \(x\.ipynb\)/,
  ],
])("a file with %s is refused, naming the place", (_, content, message) => {
  const text =
    typeof content === "string"
      ? content
      : JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, ...content });
  expect(() => parseNotebook(text, "x.ipynb")).toThrow(message);
});

const raw = (fields: object) => ({ cell_type: "raw", metadata: {}, source: "", ...fields });
const withOutput = (output: object) => ({ cell_type: "code", id: "c", metadata: {}, source: "1", outputs: [output] });

/** Notebooks that papermill runs, though they break the format's rules. */
const LOOSE: Readonly<Record<string, readonly object[]>> = {
  "one id twice": [raw({ id: "a" }), raw({ id: "a" })],
  "an id of nobody": [raw({ id: null }), raw({ id: "a b" }), raw({ id: 5 }), raw({})],
  "an id that a cell without one would get": [raw({}), raw({ id: "cell-1" })],
  "no count and no outputs": [{ cell_type: "code", id: "c", metadata: {}, source: ["1\n", "2"] }],
  "fields of an older format": [
    {
      cell_type: "code",
      id: "c",
      metadata: {},
      source: "1",
      collapsed: false,
      prompt_number: 1,
      outputs: [],
      input: [],
    },
  ],
  "metadata in a stream": [withOutput({ output_type: "stream", metadata: {}, text: ["a\n", "b"] })],
  "a result without its count": [withOutput({ output_type: "execute_result", data: { "text/plain": "1" } })],
  "an error without a traceback": [withOutput({ output_type: "error", ename: "E", evalue: "v" })],
  "an output of no kind": [withOutput({ output_type: "noise" })],
};

test.each(Object.entries(LOOSE))("a file with %s is read", (_, cells) => {
  const read = parseNotebook(JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }), "x.ipynb");
  const sources = cells.map((cell) => [(cell as { source: string }).source].flat().join(""));
  expect(read.cells.map(({ source }) => source)).toEqual(sources);
  expect(new Set(read.cells.map(({ id }) => id)).size).toBe(cells.length);
  expect(parseNotebook(formatNotebook(read), "y.ipynb")).toEqual(read);
});

test("papermill reads these files too; as they are written, nbformat finds nothing wrong with them", async () => {
  const folder = newFolder();
  for (const [name, cells] of Object.entries(LOOSE)) {
    const text = JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });
    writeFileSync(join(folder, `${name}.ipynb`), text);
    await writeNotebook(join(folder, "mended", `${name}.ipynb`), parseNotebook(text, name));
  }
  const script = `
import glob, sys, warnings, nbformat
from papermill.iorw import load_notebook_node
loose = glob.glob(sys.argv[1] + "/*.ipynb")
for path in loose: load_notebook_node(path)
warnings.simplefilter("error")
mended = glob.glob(sys.argv[1] + "/mended/*.ipynb")
for path in mended:
    with open(path) as file: nbformat.validate(nbformat.from_dict(__import__("json").load(file)))
print(len(loose), len(mended))`;
  const counts = execFileSync(venvProgram("python"), ["-c", script, folder], { encoding: "utf8", stdio: "pipe" });
  expect(counts.trim()).toBe(`${Object.keys(LOOSE).length} ${Object.keys(LOOSE).length}`);
});

test("ids are kept where they can be", () => {
  const cells = [{}, { id: "cell-1" }, { id: "a" }, { id: "a" }, { id: null }].map(raw);
  const { cells: read } = parseNotebook(JSON.stringify({ nbformat: 4, metadata: {}, cells }), "x.ipynb");
  expect(read.map(({ id }) => id)).toEqual(["cell-1-2", "cell-1", "a", "cell-4", "cell-5"]);
});

test("an output that is not of the format is a word in its place; the others are whole", () => {
  const outputs = [
    { output_type: "noise" },
    [1],
    { output_type: "stream", name: "stdout", text: ["a\n", "b"], metadata: {} },
    { output_type: "display_data", data: { "text/plain": ["a\n", "b"], "application/json": ["a"], "text/html": 5 } },
  ];
  const cells = [{ cell_type: "code", metadata: {}, source: "", outputs }];
  const [cell] = parseNotebook(JSON.stringify({ nbformat: 4, metadata: {}, cells }), "x.ipynb").cells;
  expect((cell as CodeCell).outputs).toEqual([
    {
      output_type: "display_data",
      data: { "text/plain": "[An output of the kind 'noise' is not of this format and was left out]" },
      metadata: {},
    },
    {
      output_type: "display_data",
      data: { "text/plain": "[An output is not of this format and was left out]" },
      metadata: {},
    },
    { output_type: "stream", name: "stdout", text: "a\nb" },
    {
      output_type: "display_data",
      data: { "text/plain": "a\nb", "application/json": ["a"], "text/html": 5 },
      metadata: {},
    },
  ]);
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
