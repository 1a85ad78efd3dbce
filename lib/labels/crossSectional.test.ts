import { expect, test } from "vitest";
import { selectTickers } from "../market/index.ts";
import { crossSectional, dayCuts } from "./crossSectional.ts";
import { randomPanel } from "./test/randomPanel.ts";

const OPTIONS = { profit: 0.2, stop: 0.3, horizon: 4 } as const;

test("parts of a panel with the cuts of all of them are labelled as the whole is", () => {
  const panel = randomPanel("parts", { tickers: 11 });
  const parts = [panel.tickers.slice(7), panel.tickers.slice(0, 3), panel.tickers.slice(3, 7)];
  const all = dayCuts(OPTIONS, panel.calendar.length);
  for (const part of parts) all.add(crossSectional(selectTickers(panel, part), OPTIONS));
  const whole = crossSectional(panel, OPTIONS);
  for (const part of parts) {
    const { label, offsets } = crossSectional(selectTickers(panel, part), OPTIONS, all.cuts());
    for (const [k, ticker] of part.entries()) {
      const t = panel.tickers.indexOf(ticker);
      expect(label.subarray(offsets[k], offsets[k + 1])).toEqual(
        whole.label.subarray(panel.offsets[t], panel.offsets[t + 1]),
      );
    }
  }
});

test("each day's classes have their shares and lie above one another; a lone ticker is neither", () => {
  const panel = randomPanel("shares", { tickers: 30 });
  const { known, label, ret, decisionSession } = crossSectional(panel, OPTIONS);
  const days = Map.groupBy(
    [...known.keys()].filter((row) => known[row] === 1),
    (row) => decisionSession[row]!,
  );
  expect(days.size).toBeGreaterThan(60);
  let bought = 0;
  for (const rows of days.values()) {
    const of = (kind: number) => rows.filter((row) => label[row] === kind).map((row) => ret[row]!);
    expect(Math.min(...of(1))).toBeGreaterThan(Math.max(...of(0)));
    expect(Math.min(...of(0))).toBeGreaterThan(Math.max(...of(-1)));
    bought += of(1).length / rows.length / days.size;
  }
  expect(Math.abs(bought - 0.2)).toBeLessThan(0.04);
  const alone = crossSectional(selectTickers(panel, panel.tickers.slice(0, 1)), OPTIONS);
  expect(new Set(alone.label)).toEqual(new Set([0]));
});

test("shares that are more than all are refused", () => {
  const panel = randomPanel("refused", { tickers: 2 });
  expect(() => crossSectional(panel, { ...OPTIONS, profit: 0.8 })).toThrow("0.8 and 0.3 of the day's tickers");
});
