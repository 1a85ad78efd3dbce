import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { code, makeNotebook, markdown, temporaryFolders } from "../test/makeNotebook.ts";
import { contentHash, inputHash, type NotebookInputs } from "./inputHash.ts";

const newFolder = temporaryFolders();

const notebook = makeNotebook("python3", [markdown("A title"), code("n = 1", ["parameters"]), code("print(n)")]);
const inputs: NotebookInputs = { notebook, kernel: "python3", environment: "1", files: { "needs a": "aa" } };
const [title, declaring, printing] = notebook.cells as [never, never, never];

test.each<[string, Partial<NotebookInputs>]>([
  ["the kernel", { kernel: "tslab" }],
  ["the environment", { environment: "2" }],
  ["what a file holds", { files: { "needs a": "ab" } }],
  ["which file it is", { files: { "needs b": "aa" } }],
  ["code", { notebook: { ...notebook, cells: [title, declaring, { ...(printing as object), source: "n" } as never] } }],
  ["a tag", { notebook: makeNotebook("python3", [markdown("A title"), code("n = 1"), code("print(n)")]) }],
  ["the order of cells", { notebook: { ...notebook, cells: [title, printing, declaring] } }],
])("a notebook is to be run again when %s has changed", (_, changed) => {
  expect(inputHash({ ...inputs, ...changed })).not.toBe(inputHash(inputs));
});

test("but not for its text, its outputs, or cells without code", () => {
  const shown = code("print(n)", [], [{ output_type: "stream", name: "stdout", text: "1" }]);
  const cells = [markdown("Another"), code("n = 1", ["parameters"]), code(" \n"), shown, markdown("The end")];
  const metadata = { kernelspec: { name: "python3" }, authors: ["me"] };
  const rewritten = { ...makeNotebook("python3", cells), metadata };
  expect(inputHash({ ...inputs, notebook: rewritten })).toBe(inputHash(inputs));
});

test("a folder is what it holds, by names and content, hidden files aside", async () => {
  const folder = newFolder();
  mkdirSync(join(folder, "inner"));
  writeFileSync(join(folder, "inner", "a"), "1");
  const first = await contentHash(folder);
  writeFileSync(join(folder, ".lock"), "x");
  expect(await contentHash(folder)).toBe(first);
  writeFileSync(join(folder, "inner", "a"), "2");
  expect(await contentHash(folder)).not.toBe(first);
  expect(await contentHash(join(folder, "none"))).toBeUndefined();
});
