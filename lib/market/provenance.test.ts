import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { panelProvenance } from "./provenance.ts";
import { readPanel } from "./read.ts";

const folder = mkdtempSync(join(tmpdir(), "provenance-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a made market says so, and that nothing of it is hindsight", async () => {
  const panel = await readPanel("synthetic:tickers=2,years=1");
  expect(await panelProvenance(panel, ["two tickers"])).toEqual([
    {
      name: panel.origin.source,
      rows: panel.rows,
      notes: ["a synthetic market, no real prices", `bias: ${panel.origin.bias}`, "two tickers"],
    },
  ]);
});

const BARS = "ticker,date,open,high,low,close,volume\nAA,2024-01-02,1,2,1,2,10\nAA,2024-01-03,2,3,2,3,10\n";

test("a file comes with its size and hash, a folder with those of its files", async () => {
  const path = join(folder, "bars.csv");
  writeFileSync(path, BARS);
  // As Python's hashlib gives it.
  const sha256 = "89297f1bf309644f5e4775c2fbeaf17a955714f26a0c45f17acea3242793e948";
  const facts = { path, bytes: 89, sha256 };
  const [file, ...none] = await panelProvenance(await readPanel(path));
  expect(none).toEqual([]);
  expect(file).toMatchObject({ name: "bars.csv", ...facts });
  expect(file!.notes.join()).toContain("assume survivorship");
  const [whole, part] = await panelProvenance(await readPanel(folder));
  expect(whole).toMatchObject({ path: folder, rows: file!.rows });
  expect(part).toEqual({ name: expect.stringMatching(/^provenance-.*\/bars\.csv$/), ...facts, notes: [] });
});
