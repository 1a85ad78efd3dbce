import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runProgram } from "./program.ts";
import { registerReport } from "./report.ts";

const folder = mkdtempSync(join(tmpdir(), "trident-report-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a report does not take the place of what its run left", async () => {
  const notebook = JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [] });
  writeFileSync(join(folder, "a.ipynb"), notebook);
  let said = "";
  const report = (out: string) =>
    runProgram([registerReport], ["report", "a.ipynb", "--out", out], {
      stdout: { write: () => {} },
      stderr: { write: (text) => (said += text) },
      cwd: folder,
      env: {},
      signal: new AbortController().signal,
    });
  expect(await report("a.ipynb")).toBe(2);
  expect(said).toBe(`trident: a report's name ends in .html (${join(folder, "a.ipynb")})\n`);
  expect(readFileSync(join(folder, "a.ipynb"), "utf8")).toBe(notebook);
  expect(await report("a.html")).toBe(0);
});
