import { expect, test } from "vitest";
import type { Cell, Notebook, Output } from "../notebook/notebook.ts";
import { formatNotebook, parseNotebook } from "../notebook/notebook.ts";
import { code, makeNotebook, markdown } from "../test/makeNotebook.ts";
import { executedHash } from "./executedHash.ts";

const printed: Output = { output_type: "stream", name: "stdout", text: "accuracy 0.51\n" };
const shown: Output = {
  output_type: "display_data",
  data: { "text/plain": "a\nb", "image/png": "AA==" },
  metadata: {},
};
const notebook = makeNotebook("tslab", [markdown("# T"), code("f()", ["a"], [printed, shown])]);

/** The notebook with other contents of one cell. */
function changed(place: number, change: object): Notebook {
  const cells = notebook.cells.map((cell, index) => (index === place ? ({ ...cell, ...change } as Cell) : cell));
  return { ...notebook, cells };
}

test.each([
  ["a number in what was printed", changed(1, { outputs: [{ ...printed, text: "accuracy 0.91\n" }, shown] })],
  ["a picture", changed(1, { outputs: [printed, { ...shown, data: { ...shown.data, "image/png": "AB==" } }] })],
  ["an output left out", changed(1, { outputs: [printed] })],
  ["other code", changed(1, { source: "g()" })],
  ["other text", changed(0, { source: "# U" })],
  ["a cell run again", changed(1, { execution_count: 7 })],
  ["a cell left out", { ...notebook, cells: notebook.cells.slice(1) }],
  ["cells exchanged", { ...notebook, cells: notebook.cells.toReversed() }],
])("%s is another hash", (_, other) => {
  expect(executedHash(other)).not.toBe(executedHash(notebook));
});

test.each([
  ["metadata", { ...changed(1, { metadata: { collapsed: true } }), metadata: { language_info: { name: "x" } } }],
  ["another layout of the file", parseNotebook(JSON.stringify(notebook), "")],
  ["writing and reading", parseNotebook(formatNotebook(notebook), "")],
])("%s is the same hash", (_, other) => {
  expect(executedHash(other)).toBe(executedHash(notebook));
});
