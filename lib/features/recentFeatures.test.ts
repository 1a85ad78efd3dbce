import { expect, test } from "vitest";
import { lastBars, readPanel, selectTickers } from "../market/index.ts";
import { matrixColumn } from "../runtime/index.ts";
import { defineFeature } from "./defineFeature.ts";
import { engineerFeatures } from "./engineer.ts";
import { recentFeatures } from "./recentFeatures.ts";

test.each([1, 2, 21, 22, 23, 24, 500])(
  "the last %i rows are those of all features of the last bars, bit for bit, in one thread or two",
  async (kept) => {
    const panel = await readPanel("synthetic:tickers=9,years=2,seed=4");
    const mine = defineFeature({
      ...{ name: "mine", window: 2, scale: "free" },
      compute: ({ close, length }, out) => {
        for (let i = 1; i < length; i++) out[i] = close[i]! / close[i - 1]!;
      },
    });
    const tickers = [0, 2, 3, 4, 8];
    const names = tickers.map((t) => panel.tickers[t]!);
    const recent = lastBars(selectTickers(panel, names), 300);
    const all = await engineerFeatures(recent, { features: [mine] });
    for (const threads of [1, 2]) {
      const few = await recentFeatures(panel, { tickers, bars: 300, kept, features: [mine], threads });
      const whole = lastBars(recent, kept);
      expect(few.rows).toBe(whole.rows);
      for (const name of all.names) {
        const expected = tickers.flatMap((_, k) => [
          ...matrixColumn(all, name).subarray(
            recent.offsets[k + 1]! - (whole.offsets[k + 1]! - whole.offsets[k]!),
            recent.offsets[k + 1]!,
          ),
        ]);
        expect([...matrixColumn(few, name)]).toEqual(expected);
      }
    }
  },
);
