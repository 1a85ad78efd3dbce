import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BestParams, readChosenLabellings, writeBestParams } from "./bestParams.ts";

const honest = { method: "triple_barrier", profit: 0.07, stop: 0.05, horizon: 8, value: 0.1, deflated: 0.4 } as const;
const published = { method: "simple", profit: 0.15, stop: 0.12, horizon: 14, value: 0.9, deflated: null } as const;
const later = {
  ...{ from: "2024-01-02", to: "2024-12-31", sessions: 252, dailyAlpha: 1e-4, interval: [null, 2e-4] as const },
  ...{ lowerBound: -1e-5, t: 0.5, beta: 1.3, policy: 0.2, equalWeight: 0.1 },
};
const best: BestParams = {
  published,
  honest,
  holdout: { openings: 1, searched: 0, published: null, honest: later },
  study: {
    ...{ published: "a", honest: "b", trials: 40, seed: 42, trees: 50, policy: "top tenth", counted: 80, features: [] },
    beta: { published: null, honest: 1.2 },
    ...{ sharing: { trials: 40, share: [0.97, 1] as const }, beyondLedger: 0 },
    sharpeVariance: { published: null, honest: 0.001 },
  },
  panel: {
    ...{ source: "bars.parquet", bias: null, tickers: ["KO"], from: "2022-01-03", to: "2023-12-29" },
    ...{ sessions: 501, dataHash: "ff", bars: "AQAAAAAAAAA=" },
  },
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "best-params-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("what is written is read again, all of it in the file", async () => {
  const short = { openings: 0, reason: "too few sessions" } as const;
  for (const each of [best, { ...best, holdout: short }]) {
    const file = join(folder, "whole.json");
    await writeBestParams(file, each);
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual(each);
    expect(await readChosenLabellings(file)).toEqual({ panel: each.panel, study: each.study, published, honest });
  }
});

test("a number that is none is not written", async () => {
  const file = join(folder, "none.json");
  const broken = { ...best, honest: { ...honest, value: Number.NaN } };
  await expect(writeBestParams(file, broken)).rejects.toThrow(/NaN/);
  await expect(readChosenLabellings(file)).rejects.toThrow(/cannot be read/);
});

test("a labelling alone will do, its barriers as fractions", async () => {
  const file = join(folder, "by-hand.json");
  const labelling = { method: "simple", profit: 0.05, stop: 0.08, horizon: 7 };
  await writeFile(file, JSON.stringify({ honest: labelling }));
  expect(await readChosenLabellings(file)).toEqual({ honest: { ...labelling, value: null, deflated: null } });
  const vol = { method: "triple_barrier", barriers: "vol", profit: 1, stop: 8, horizon: 7, primary: "momentum" };
  await writeFile(file, JSON.stringify({ honest: vol }));
  expect(await readChosenLabellings(file)).toEqual({ honest: { ...vol, value: null, deflated: null } });
  await writeFile(file, JSON.stringify({ honest: { ...labelling, stop: 8 } }));
  await expect(readChosenLabellings(file)).rejects.toThrow(/honest: stop.*by-hand\.json/);
});
