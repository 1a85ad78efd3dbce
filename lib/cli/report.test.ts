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

test("what a run complains of is counted in the last line, and whole in the JSON answer", async () => {
  const complaints = [{ cell: 1, text: "output is missing" }];
  const metadata = { trident: { complaints } };
  writeFileSync(join(folder, "b.ipynb"), JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells: [] }));
  const report = (...more: string[]) =>
    runCommand([registerReport], ["report", "b.ipynb", "--out", "b.html", ...more], folder);
  expect((await report()).out).toMatch(/\n1 complaint: see the top of the run's report\n$/);
  expect(JSON.parse((await report("--json")).out)).toMatchObject({ complaints: [{ notebook: "b", ...complaints[0] }] });
});
