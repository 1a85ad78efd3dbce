import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { panelBefore, readPanel, sketchBars } from "../market/index.ts";
import { Ledger } from "./ledger.ts";
import { describeLooks, lookAtBars } from "./lookAtBars.ts";
import { exampleTrial } from "./test/exampleTrial.ts";

test("looks at the same bars count, under other names of file and tickers too, and the same look only once", async () => {
  const panel = await readPanel("synthetic:tickers=4,years=2,seed=3");
  const renamed = {
    ...panel,
    tickers: panel.tickers.map((ticker) => `X${ticker}`),
    origin: { ...panel.origin, source: "other.parquet" },
  };
  const other = await readPanel("synthetic:tickers=4,years=2,seed=4");
  const from = panel.calendar.at(-120)!;
  const folder = mkdtempSync(join(tmpdir(), "looks-"));
  const ledger = new Ledger(join(folder, "ledger.sqlite"));
  try {
    expect(lookAtBars(ledger, panel, from, "first")).toEqual({ openings: 1, searched: 0 });
    expect(lookAtBars(ledger, panel, from, "first").openings).toBe(1);
    expect(lookAtBars(ledger, renamed, from, "second").openings).toBe(2);
    // A part of the stretch is a look at it, bars of another market are none.
    expect(lookAtBars(ledger, panelBefore(panel, panel.calendar.length - 30), from, "third").openings).toBe(3);
    expect(lookAtBars(ledger, other, from, "fourth").openings).toBe(1);
    ledger.nameBars("bars-1", sketchBars(renamed));
    ledger.record(exampleTrial());
    const looked = lookAtBars(ledger, panel, from, "fifth");
    expect(looked).toEqual({ openings: 4, searched: 1 });
    expect(describeLooks(looked)).toMatch(/^opened 4 times; 1 trials were made on bars of it/);
  } finally {
    ledger.close();
    rmSync(folder, { recursive: true });
  }
});
