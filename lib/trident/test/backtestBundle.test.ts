import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readDataset } from "../../dataset/index.ts";
import { rankWithinDay } from "../../features/index.ts";
import { createPanel, type Panel, panelBefore, readPanel, writePanel } from "../../market/index.ts";
import {
  clustersOfRows,
  decideSessions,
  type LoadedBundle,
  loadBundle,
  predictDay,
  scoreInputs,
} from "../../model/index.ts";
import { createMatrix, matrixColumn } from "../../runtime/index.ts";
import type { Training } from "../trainTrident.ts";
import { runAlone } from "./runAlone.ts";
import { inFolder, smallDataset, smallTraining } from "./smallTraining.ts";

test("a bundle is traded on bars after its own; on earlier ones only on demand, and with a warning; in one process", async () => {
  await inFolder(async (folder) => {
    const later = join(folder, "later.parquet");
    const market = join(folder, "market.parquet");
    const panel = await readPanel("synthetic:tickers=12,years=3,seed=6");
    await writePanel(later, panel);
    await writePanel(market, endingEarly(panelBefore(panel, panel.calendar.length - 60), 6));
    const dataset = await smallDataset(folder, market);
    const training = await smallTraining(folder, dataset, { ranked: true });
    const { out } = training;
    const bundle = await loadBundle(out);
    const { spans, policy, inputs } = bundle.manifest;
    expect(inputs.ranked).toBe(true);
    await sameAsStored(training, bundle, await readPanel(market), dataset);

    // Ranks are among the day's tickers, however many days are asked for.
    const [from, to] = [panel.calendar.at(-30)!, panel.calendar.at(-20)!];
    const decided = await decideSessions(bundle, panel, { from, to, today: to });
    const { signals } = await predictDay(bundle, panel, { date: to, today: to });
    const sameDay = [...decided.rows.keys()].filter((k) => panel.date[decided.rows[k]!] === to);
    expect(sameDay.map((k) => decided.score[k])).toEqual(signals.map(({ probability }) => probability));
    for (const { why } of signals)
      for (const { value } of why ?? []) expect(value === null || (value > 0 && value < 1)).toBe(true);

    const sheet = join(folder, "sheet");
    const own = ["--ledger", join(folder, "looks.sqlite"), "--draws", "20"];
    const trade = (panel: string, ...words: readonly string[]) =>
      runAlone(folder, "backtest", out, "--market", panel, "--out", sheet, ...own, ...words);
    await expect(trade(market)).rejects.toThrow(/the panel ends at .*; the bundle's own data reach/);
    const known = await trade(market, "--start", spans.calibration.from);
    expect(known.notes[0]).toBe(
      `WARNING: decisions up to ${spans.certificate.to} served the threshold or the certificate.`,
    );
    const learned = await trade(market, "--start", spans.tuning.to);
    expect(learned.notes[0]).toBe(
      `WARNING: decisions before ${spans.calibration.from} were learned from: the result flatters.`,
    );

    const { notes, start, trades, sources, looked } = await trade(later);
    expect(looked.openings).toBe(1);
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

/** Sessions by which some tickers end before the panel: too few for a delisting, so that their last labels are not known. */
const EARLY = 4;

/** The panel without the last bars of its first tickers. */
function endingEarly({ rows, session, tickers, offsets, calendar, date, ...panel }: Panel, count: number): Panel {
  const codes = new Uint32Array(rows);
  for (let t = 0; t < tickers.length; t++) codes.fill(t, offsets[t]!, offsets[t + 1]!);
  const kept = [...codes.keys()].filter((row) => codes[row]! >= count || session[row]! < calendar.length - EARLY);
  const column = (values: Float64Array): Float64Array => Float64Array.from(kept, (row) => values[row]!);
  return createPanel(
    {
      ticker: kept.map((row) => tickers[codes[row]!]!),
      date: Int32Array.from(kept, (row) => date[row]!),
      ...{ open: column(panel.open), high: column(panel.high), low: column(panel.low), close: column(panel.close) },
      ...{ adjClose: column(panel.adjClose), volume: column(panel.volume) },
    },
    { source: "some end early", bias: null },
  );
}

/**
 * What the training stored of its last days is what a prediction says of them, though on these days the labels of three
 * tickers or more are not known (the others met a barrier first); ranks among labelled rows alone would give others.
 */
async function sameAsStored(
  { calibrated: { held }, data, clusterOf }: Training,
  bundle: LoadedBundle,
  panel: Panel,
  dataset: string,
): Promise<void> {
  const last = Math.max(...held.session);
  const { rows, decisionSession, known } = data.labels;
  const { inputs } = await readDataset(dataset);
  const ofRows = clustersOfRows(data.panel, data.statistics, clusterOf);
  let [compared, moved, unknownDays] = [0, 0, 0];
  for (const session of [last - 3, last - 2, last - 1, last]) {
    const day = [...Array(rows).keys()].filter((row) => decisionSession[row] === session);
    const unknown = day.filter((row) => known[row] === 0);
    unknownDays += +(unknown.length >= 3);
    const date = panel.calendar[session]!;
    const { signals } = await predictDay(bundle, panel, { date, today: panel.calendar.at(-1)! });
    const said = new Map(signals.map(({ ticker, probability }) => [ticker, probability]));
    const places = [...held.rows.keys()].filter((k) => held.session[k] === session);
    const labelled = day.filter((row) => known[row] === 1);
    const planted = createMatrix(inputs.names, labelled.length);
    for (const name of inputs.names) {
      const [from, to] = [matrixColumn(inputs, name), matrixColumn(planted, name)];
      for (const [k, row] of labelled.entries()) to[k] = from[row]!;
    }
    rankWithinDay(planted, new Int32Array(labelled.length));
    const leaky = scoreInputs(
      bundle,
      planted,
      labelled.map((row) => ofRows[row]!),
    );
    for (const k of places) {
      const t = panel.offsets.findLastIndex((offset) => offset <= held.rows[k]!);
      const probability = said.get(panel.tickers[t]!);
      if (probability === undefined) continue;
      compared++;
      expect(Math.abs(probability - held.score[k]!)).toBeLessThan(1e-12);
      if (!(Math.abs(leaky[labelled.indexOf(held.rows[k]!)]! - held.score[k]!) < 1e-12)) moved++;
    }
  }
  expect(unknownDays).toBeGreaterThan(1);
  expect(compared).toBeGreaterThan(15);
  expect(moved).toBeGreaterThan(0);
}
