import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkOnPanel } from "./checkOnPanel.ts";
import { defineFeature, type FeatureDefinition } from "./defineFeature.ts";
import { engineerFeatures } from "./engineer.ts";
import { makePanel } from "./test/markets.ts";

type Compute = FeatureDefinition["compute"];

const define = (compute: Compute) => defineFeature({ name: "own", window: 2, scale: "free", compute });

/** A gain of one bar, and from a length on something else. */
const longer = (bars: number, other: Compute): Compute => {
  return (series, out) => {
    const { close, length } = series;
    for (let i = 1; i < length; i++) out[i] = close[i]! / close[i - 1]! - 1;
    if (length > bars) other(series, out);
  };
};

const ahead: Compute = ({ close, length }, out) => {
  for (let i = 0; i < length; i++) out[i] = close[i + 1]! / close[i]! - 1;
};

const long = makePanel(5, [{ length: 2000 }, { length: 900 }, { length: 1600 }]);
const short = makePanel(5, [{ length: 1400 }, { length: 900 }]);

test("a feature that leaks on long series alone passes the small market, and not the user's own", async () => {
  const leaks = define(longer(1500, ahead));
  expect(() => checkOnPanel(leaks, short)).not.toThrow();
  expect(() => checkOnPanel(leaks, long)).toThrow("it depends on later bars");
  await expect(engineerFeatures(long, { features: [leaks] })).rejects.toMatchObject({
    ...{
      name: "FeatureError",
      message: expect.stringMatching(/^it depends on later bars: .*T000[02], \d{4}-\d\d-\d\d/),
    },
  });
});

test.each([
  [
    "on one of five bars",
    ({ close, length }, out) => {
      for (let i = 1; i < length; i++) if (i % 5 === 0) out[i] = close[Math.min(i + 1, length - 1)]! / close[i]! - 1;
    },
  ],
  [
    "of the whole series' mean",
    ({ close, length }, out) => {
      const mean = close.reduce((sum, x) => sum + x, 0) / length;
      for (let i = 0; i < length; i++) out[i] = close[i]! / mean;
    },
  ],
  [
    "where prices are as the small market's never are",
    ({ close, length }, out) => {
      for (let i = 0; i < length; i++)
        if (close[i]! > 0) out[i] = close[Math.min(i + 9, length - 1)]! > close[i]! ? 1 : 0;
    },
  ],
] as const satisfies readonly (readonly [string, Compute])[])("leaks %s are seen", (_, other) => {
  expect(() => checkOnPanel(define(longer(1500, other)), long)).toThrow("it depends on later bars");
});

test("an honest feature passes, on panels of one bar too, and the same dates are drawn again", () => {
  const lengths: number[] = [];
  const honest = define((bars, out) => {
    lengths.push(bars.length);
    longer(9999, ahead)(bars, out);
  });
  const drawn = () => {
    lengths.length = 0;
    checkOnPanel(honest, long);
    return lengths.slice();
  };
  expect(drawn()).toEqual(drawn());
  expect(drawn().length).toBeLessThanOrEqual(8 * (1 + 2 * 8));
  expect(() => checkOnPanel(honest, makePanel(1, [{ length: 1 }, { length: 2 }]))).not.toThrow();
});

test.each([
  ["fs.readFileSync", () => void readFileSync("/etc/hostname")],
  ["child_process.execFileSync", () => void execFileSync("true")],
  ["fetch", () => void fetch("http://127.0.0.1:9/")],
  ["process.getBuiltinModule", () => void process.getBuiltinModule("node:fs")],
] satisfies readonly (readonly [string, () => void])[])(
  "compute may not call %s, on the small market nor on long series, even if it hides the failure",
  (name, reach) => {
    const hidden = () => {
      try {
        reach();
      } catch {
        // Goes on as if nothing were.
      }
    };
    const sentence = `compute calls ${name}: a feature sees its bars alone`;
    expect(() => define(longer(0, reach))).toThrow(sentence);
    expect(() => define(longer(0, hidden))).toThrow(sentence);
    expect(() => checkOnPanel(define(longer(1500, hidden)), long)).toThrow(sentence);
    expect(readFileSync(new URL(import.meta.url), "utf8")).toContain("Goes on");
  },
);
