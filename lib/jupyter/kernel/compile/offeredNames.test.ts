import { join } from "node:path";
import { root } from "trident-base/project";
import { expect, test } from "vitest";
import { createCompiler } from "./compiler.ts";
import { NO_CELLS } from "./knownCells.ts";
import { NotebookCells } from "./test/notebookCells.ts";

const compiler = createCompiler(join(root, "notebooks"));

/** The cell after a name was completed in it. */
function withImport(code: string, name: string, known = NO_CELLS): string {
  const found = compiler.missingImport(known, code, name);
  return found ? code.slice(0, found.position) + found.text + code.slice(found.position) : code;
}

test("a name of the project's library is completed before it is imported, and its import is added", () => {
  const { matches } = compiler.complete(NO_CELLS, "const a = readPan", 17);
  expect(matches).toContainEqual({ text: "readPanel", type: "trident-lab/market" });
  const [first] = compiler.complete(NO_CELLS, "syntheticMar", 12).matches;
  expect(first, "and not the type SyntheticMarket").toEqual({ text: "syntheticMarket", type: "trident-lab/market" });
  const code = withImport("// @ts-nocheck\nreadPanel", "readPanel");
  expect(code).toBe('// @ts-nocheck\nimport { readPanel } from "trident-lab/market";\nreadPanel');
  expect(withImport(code, "readPanel")).toBe(code);
  for (const none of ["panel.readPan", "'readPan", "const { readPan"]) {
    expect(compiler.complete(NO_CELLS, none, none.length).matches, none).toEqual([]);
  }
});

test("it joins the imports that are there; of a name that is known already nothing is added", () => {
  const other = 'import { readPanel } from "trident-lab/market";\npanelOf';
  expect(withImport(other, "engineerFeatures")).toBe(
    'import { readPanel } from "trident-lab/market";\nimport { engineerFeatures } from "trident-lab/features";\npanelOf',
  );
  const same = 'import { type Panel, readPanel as read } from "trident-lab/market";\nreadPanel';
  expect(withImport(same, "readPanel")).toBe(same.replace("as read }", "as read, readPanel }"));
  const notebook = new NotebookCells(compiler);
  notebook.compile("const readPanel = 1;");
  expect(compiler.complete(notebook.known, "readPan", 7).matches).toEqual([{ text: "readPanel", type: "const" }]);
  expect(withImport("readPanel", "readPanel", notebook.known)).toBe("readPanel");
  for (const name of ["console", "nowhere"]) expect(withImport(name, name)).toBe(name);
});

test("after the project's packages have been read ahead, cells are what they are without", () => {
  const cells = ["const n = 1 + 1;", 'import { readPanel } from "trident-lab/market"; readPanel.name', "readPanel"];
  const results = cells.map((code) => compiler.compile(NO_CELLS, code));
  const other = createCompiler(join(root, "notebooks"));
  other.readAhead(NO_CELLS);
  expect(cells.map((code) => other.compile(NO_CELLS, code))).toEqual(results);
  expect(results[2], "not known without an import").toHaveLength(1);
});
