import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { panelBefore, readPanel, writePanel } from "../../market/index.ts";
import { decideSessions, loadBundle, predictDay } from "../../model/index.ts";
import { runAlone } from "./runAlone.ts";
import { inFolder, smallDataset, smallTraining } from "./smallTraining.ts";

test("a bundle is traded on bars after its own; on earlier ones only on demand, and with a warning; in one process", async () => {
  await inFolder(async (folder) => {
    const later = join(folder, "later.parquet");
    const market = join(folder, "market.parquet");
    const panel = await readPanel("synthetic:tickers=12,years=3,seed=6");
    await writePanel(later, panel);
    await writePanel(market, panelBefore(panel, panel.calendar.length - 60));
    const { out } = await smallTraining(folder, await smallDataset(folder, market), { ranked: true });
    const bundle = await loadBundle(out);
    const { spans, policy, inputs } = bundle.manifest;
    expect(inputs.ranked).toBe(true);

    // Ranks are among the day's tickers, however many days are asked for.
    const [from, to] = [panel.calendar.at(-30)!, panel.calendar.at(-20)!];
    const decided = await decideSessions(bundle, panel, { from, to, today: to });
    const { signals } = await predictDay(bundle, panel, { date: to, today: to });
    const sameDay = [...decided.rows.keys()].filter((k) => panel.date[decided.rows[k]!] === to);
    expect(sameDay.map((k) => decided.score[k])).toEqual(signals.map(({ probability }) => probability));
    for (const { why } of signals)
      for (const { value } of why ?? []) expect(value === null || (value > 0 && value < 1)).toBe(true);

    const sheet = join(folder, "sheet");
    const trade = (panel: string, ...words: readonly string[]) =>
      runAlone(folder, "backtest", out, "--market", panel, "--out", sheet, "--draws", "20", ...words);
    await expect(trade(market)).rejects.toThrow(/the panel ends at .*; the bundle's own data reach/);
    const known = await trade(market, "--start", spans.calibration.from);
    expect(known.notes[0]).toBe(
      `WARNING: decisions up to ${spans.certificate.to} served the threshold or the certificate.`,
    );
    const learned = await trade(market, "--start", spans.tuning.to);
    expect(learned.notes[0]).toBe(
      `WARNING: decisions before ${spans.calibration.from} were learned from: the result flatters.`,
    );

    const { notes, start, trades, sources } = await trade(later);
    expect(notes.join()).not.toMatch(/WARNING/);
    expect(start > spans.certificate.to).toBe(true);
    expect(trades).toBeGreaterThan(0);
    expect(notes.slice(0, sources[0].notes.length)).toEqual(sources[0].notes);
    const lines = (await readFile(join(sheet, "trades.csv"), "utf8")).trim().split("\n").slice(1);
    expect(lines.length).toBe(trades);
    for (const line of lines) expect(line).toMatch(/^S\d+,[12],20\d\d-/);
    expect(await readFile(join(sheet, "tearsheet.html"), "utf8")).toContain(
      `${(100 * policy!.threshold).toFixed(1)} %`,
    );
  });
}, 240_000);
