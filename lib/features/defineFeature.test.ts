import { describe, expect, test } from "vitest";
import { CATALOGUE } from "./catalogue.ts";
import { checkFeature, FeatureError } from "./checkFeature.ts";
import { computeFeatures } from "./compute.ts";
import { defineFeature, type FeatureDefinition } from "./defineFeature.ts";
import { createScratch } from "./scratch.ts";
import { readLane } from "./test/alone.ts";

type Compute = FeatureDefinition["compute"];
const define = (compute: Compute, rest: Partial<FeatureDefinition> = {}) =>
  defineFeature({ name: "mine", window: 5, scale: "free", compute, ...rest });

/** A change over `lag` bars, made of whatever bar `at` points to. */
const change =
  (at: (i: number, length: number) => number): Compute =>
  ({ close, length }, out) => {
    for (let i = 1; i < length; i++) out[i] = close[at(i, length)]! / close[i - 1]! - 1;
  };

const wilder: Compute = ({ close, length }, out) => {
  let gain = 0;
  for (let i = 1; i < length; i++) {
    gain += (Math.abs(close[i]! / close[i - 1]! - 1) - gain) / 14;
    out[i] = gain;
  }
};

/** The bar that gives a feature away: the ticker and the date at the end of `where`. */
const onABar = /\(feature 'mine', S000\d, \d{4}-\d{2}-\d{2}\)\. /;

describe("a feature that leaks is refused, with the bar that gave it away", () => {
  let carried = 0;
  let calls = 0;
  const leaks: readonly [string, string, Compute, Partial<FeatureDefinition>?][] = [
    ["looks one bar ahead", "it depends on later bars: the value is", change((i, n) => Math.min(i + 1, n - 1))],
    ["looks at the last bar", "it depends on later bars", change((_, n) => n - 1)],
    [
      "is centred on the mean of the whole series",
      "it depends on later bars",
      ({ close, length }, out) => {
        const mean = close.reduce((sum, value) => sum + value, 0) / length;
        for (let i = 0; i < length; i++) out[i] = close[i]! / mean - 1;
      },
    ],
    [
      "carries over from ticker to ticker",
      "it depends on other tickers: the value is",
      ({ close, length }, out) => {
        for (let i = 0; i < length; i++) {
          out[i] = close[i]! > carried ? 1 : 0;
          carried = close[i]!;
        }
      },
    ],
    ["remembers more than it says", "it depends on how much history there is", wilder],
    [
      "sums from the start of the data",
      "it depends on how much history there is",
      ({ close, length }, out) => {
        for (let i = 1, sum = 0; i < length; i++) out[i] = sum += Math.sign(close[i]! - close[i - 1]!);
      },
      { history: 500 },
    ],
    [
      "changes its inputs",
      "it changes its input: close was",
      ({ close, length }, out) => {
        for (let i = 0; i < length; i++) out[i] = close[i]! *= 2;
      },
    ],
    [
      "is not the same twice",
      "the same bars give",
      ({ length }, out) => {
        for (let i = 0; i < length; i++) out[i] = calls++;
      },
    ],
    ["is a price that it calls free", "its scale is not 'free': the value is", ({ close }, out) => out.set(close)],
    [
      "is a volume that it calls a price",
      "its scale is not 'price'",
      ({ volume }, out) => out.set(volume),
      { scale: "price" },
    ],
  ];
  test.each(leaks)("one that %s: %s", (_, sentence, compute, rest) => {
    const attempt = () => define(compute, rest);
    expect(attempt).toThrow(FeatureError);
    expect(attempt).toThrow(sentence);
    expect(attempt).toThrow(onABar);
  });
});

describe("a feature that is not well defined is refused", () => {
  const refused: readonly [string, Compute, Partial<FeatureDefinition>?][] = [
    ["it writes to out[", ({ length }, out) => void Reflect.set(out, length, 1)],
    ["it writes to out[-1]", (_, out) => void Reflect.set(out, -1, 1)],
    ["compute gives back 3 values for 252 bars", (() => [1, 2, 3]) as unknown as Compute],
    ["compute gives back a object", (async () => {}) as unknown as Compute],
    ["no bar has a value", () => {}],
    [
      "compute fails on",
      () => {
        throw new Error("oh");
      },
    ],
    ["compute fails on 1 bars: Invalid typed array", ({ length }, out) => out.set(new Float64Array(length - 2))],
    ["the feature's name is 'a b'", () => {}, { name: "a b" }],
    ["'rsi_14' is a column already", () => {}, { name: "rsi_14" }],
    ["window is 0", () => {}, { window: 0 }],
    ["history is 3", () => {}, { window: 5, history: 3 }],
    ["history is Infinity", () => {}, { history: Infinity }],
    ["scale is 'log'", () => {}, { scale: "log" as never }],
  ];
  test.each(refused)("%s", (sentence, compute, rest) => {
    expect(() => define(compute, rest)).toThrow(sentence);
  });
});

describe("a clean feature is accepted", () => {
  const clean: readonly [string, Partial<FeatureDefinition>, Compute][] = [
    [
      "of its own bar",
      { window: 1 },
      ({ open, close, length }, out) => {
        for (let i = 0; i < length; i++) out[i] = close[i]! / open[i]! - 1;
      },
    ],
    [
      "of a window, a price",
      { window: 20, scale: "price" },
      ({ high, length }, out) => {
        for (let i = 19; i < length; i++) out[i] = Math.max(...high.subarray(i - 19, i + 1));
      },
    ],
    [
      "of volume",
      { window: 2, scale: "volume" },
      ({ volume, length }, out) => {
        for (let i = 1; i < length; i++) out[i] = volume[i]! - volume[i - 1]!;
      },
    ],
    ["that is recursive and says so", { window: 2, history: 250 }, wilder],
  ];
  test.each(clean)("%s", (_, rest, compute) => {
    const feature = define(compute, rest);
    expect(checkFeature(feature).map(({ id, passed }) => [id, passed])).toEqual(
      ["writes", "inputs", "repeats", "other_tickers", "later_bars", "history", "scale", "reach"].map((id) => [
        id,
        true,
      ]),
    );
  });

  test("all of the 71 but obv pass as they are, and obv does not", () => {
    let capacity = 1;
    let scratch = createScratch(capacity);
    const failed = CATALOGUE.flatMap(({ name, window, history, scale }) => {
      const compute: Compute = (bars, out) => {
        if (bars.length > capacity) {
          capacity = bars.length;
          scratch = createScratch(capacity);
        }
        computeFeatures([{ ticker: "", ...bars }], scratch);
        out.set(readLane(scratch, name, 0, bars.length));
      };
      const finite = Number.isFinite(history) ? history : 500;
      const feature = { name: `own_${name}`, window, history: finite, scale, compute };
      return checkFeature(feature)
        .filter((check) => !check.passed)
        .map(({ id }) => `${name}: ${id}`);
    });
    expect(failed).toEqual(["obv: history"]);
  });
});
