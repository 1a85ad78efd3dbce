import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { panelProvenance } from "./provenance.ts";
import { readPanel } from "./read.ts";
import { writePanel } from "./writePanel.ts";

const folder = mkdtempSync(join(tmpdir(), "provenance-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a made market says so, and that nothing of it is hindsight", async () => {
  const panel = await readPanel("synthetic:tickers=2,years=1");
  expect(await panelProvenance(panel, ["two tickers"])).toEqual([
    {
      name: panel.origin.source,
      rows: panel.rows,
      notes: ["a synthetic market, no real prices", panel.origin.bias, "two tickers"],
    },
  ]);
});

test("a file comes with the hash that sha256sum gives, a folder with those of its files", async () => {
  const path = join(folder, "bars.parquet");
  await writePanel(path, await readPanel("synthetic:tickers=2,years=1"));
  const sha256 = execFileSync("sha256sum", [path], { encoding: "utf8" }).split(" ")[0];
  const facts = { path, bytes: statSync(path).size, sha256 };
  const [file, ...none] = await panelProvenance(await readPanel(path));
  expect(none).toEqual([]);
  expect(file).toMatchObject({ name: "bars.parquet", ...facts });
  expect(file!.notes.join()).toContain("assume survivorship");
  const [whole, part] = await panelProvenance(await readPanel(folder));
  expect(whole).toMatchObject({ path: folder, rows: file!.rows });
  expect(part).toEqual({ name: expect.stringMatching(/^provenance-.*\/bars\.parquet$/), ...facts, notes: [] });
});
