import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isoDate } from "trident-base";
import { venvProgram } from "trident-base/project";
import { expect, test } from "vitest";
import { type Panel, panelBefore, readPanel, writePanel } from "../market/index.ts";
import { equalWeightReturn } from "./equalWeightReturn.ts";
import { monthlyStatistics, STATISTICS } from "./monthlyStatistics.ts";

const python = venvProgram("python");
const script = fileURLToPath(new URL("./test/monthlyStatistics.py", import.meta.url));

const statisticsOf = (panel: Panel) => monthlyStatistics(panel, equalWeightReturn(panel).value);

test("every statistic of every ticker and month is pandas's", async () => {
  const panel = await readPanel("synthetic:tickers=6,years=3,seed=5");
  const folder = mkdtempSync(join(tmpdir(), "statistics-"));
  await writePanel(join(folder, "bars.parquet"), panel);
  const answer = execFileSync(python, [script, join(folder, "bars.parquet")], { encoding: "utf8", maxBuffer: 1e8 });
  rmSync(folder, { recursive: true });
  const expected = JSON.parse(answer) as Record<string, (string | number | null)[]>;
  const { rows, ticker, month, bars, columns } = statisticsOf(panel);
  expect([rows, ticker, Array.from(month, isoDate), [...bars]]).toEqual([
    expected.ticker!.length,
    ...[expected.ticker, expected.month, expected.bars],
  ]);
  let known = 0;
  for (const name of STATISTICS) {
    for (let row = 0; row < rows; row++) {
      const value = columns[name][row]!;
      const theirs = expected[name]![row] as number | null;
      if (theirs === null) expect(value, `${name} of ${ticker[row]}`).toBeNaN();
      else {
        expect(Math.abs(value - theirs), `${name} of ${ticker[row]}`).toBeLessThan(
          1e-9 * Math.max(1, Math.abs(theirs)),
        );
        known++;
      }
    }
  }
  expect(known).toBeGreaterThan(7 * 100);
});

test("what a month is said to be like does not change with what comes after it began", async () => {
  const whole = await readPanel("synthetic:tickers=6,years=2,seed=8");
  const before = statisticsOf(whole);
  for (const share of [0.5, 0.77, 0.93]) {
    const after = statisticsOf(panelBefore(whole, Math.floor(share * whole.calendar.length) + 1));
    for (let row = 0; row < after.rows; row++) {
      const same = before.ticker.findIndex(
        (name, k) => name === after.ticker[row] && before.month[k] === after.month[row],
      );
      const values = ({ bars, columns }: typeof before, k: number) => [
        bars[k],
        ...STATISTICS.map((name) => columns[name][k]),
      ];
      expect(values(after, row)).toEqual(values(before, same));
    }
  }
});

test("the months since a day are those of all months, no others", async () => {
  const panel = await readPanel("synthetic:tickers=6,years=3,seed=5");
  const all = statisticsOf(panel);
  const since = panel.calendar.at(-50)!;
  const late = monthlyStatistics(panel, equalWeightReturn(panel).value, since);
  const wanted = [...all.month.keys()].filter(
    (row) => isoDate(all.month[row]!).slice(0, 7) >= isoDate(since).slice(0, 7),
  );
  expect(late.rows).toBe(wanted.length);
  expect(late.rows).toBeGreaterThan(10);
  expect([...late.month]).toEqual(wanted.map((row) => all.month[row]));
  for (const name of STATISTICS) expect([...late.columns[name]]).toEqual(wanted.map((row) => all.columns[name][row]));
});
