import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { registerReport } from "./report.ts";
import { runCommand } from "./test/runCommand.ts";

const folder = mkdtempSync(join(tmpdir(), "trident-report-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a report does not take the place of what its run left", async () => {
  const notebook = JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [] });
  writeFileSync(join(folder, "a.ipynb"), notebook);
  const report = (out: string) => runCommand([registerReport], ["report", "a.ipynb", "--out", out], folder);
  const refused = await report("a.ipynb");
  expect(refused.code).toBe(2);
  expect(refused.err).toBe(`trident: a report's name ends in .html (${join(folder, "a.ipynb")})\n`);
  expect(readFileSync(join(folder, "a.ipynb"), "utf8")).toBe(notebook);
  expect((await report("a.html")).code).toBe(0);
});
