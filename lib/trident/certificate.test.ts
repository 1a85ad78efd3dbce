import { parseIsoDate } from "trident-base";
import { expect, test } from "vitest";
import { type Certificate, certificateSentence } from "../model/index.ts";
import { expectancyBound, precisionBound, tradeBlocks } from "../statistics/index.ts";
import { certificateRecord, certify } from "./certificate.ts";
import { certificateTable } from "./certificateTable.ts";
import { certifiedShare } from "./test/keptPromises.ts";
import { simulatedTrades } from "./test/simulatedTrades.ts";

const calendar = Int32Array.from({ length: 5000 }, (_, d) => parseIsoDate("2015-01-01") + d);
const usual = { blocks: 100, horizon: 10, tickers: 3, correlation: 0.2, clustering: 1 };

function certificateOf(precision: number, breakEven: number, changed: Partial<typeof usual> = {}): Certificate {
  const stretch = simulatedTrades({ ...usual, ...changed, precision }, breakEven, 1);
  return certify([stretch], { horizon: 10, calendar, decisions: 10_000 });
}

test("what pays is certified, whatever the wanted precision", () => {
  const good = certificateOf(0.75, 0.6);
  expect(good).toMatchObject({ status: "pass", reachesWanted: false, wanted: 0.9, trades: 3300, coverage: 0.33 });
  expect(good).toMatchObject({ blocks: 100, years: null, from: "2015-01-01", breakEven: expect.closeTo(0.6, 9) });
  expect(good.tradesAYear).toBeCloseTo(3 * 252, 9);
  const blocks = tradeBlocks([simulatedTrades({ ...usual, precision: 0.75 }, 0.6, 1)], 10);
  expect(good.bound).toBe(precisionBound(blocks).bound);
  expect(good.expectancyBound).toBe(expectancyBound(blocks).bound);
  expect(good.nextYear).toBe(precisionBound(blocks, { ahead: 252 / 11 }).bound);
  expect(good.nextYear).toBeLessThan(good.bound!);
  const nets = [...blocks.gain].map((gain, b) => gain - blocks.loss[b]!);
  expect(good.worst!.net).toBe(Math.min(...nets));
  expect(JSON.parse(JSON.stringify(good))).toEqual(good);
});

test("a precision over 90 % that loses money is not certified", () => {
  const losing = certificateOf(0.95, 0.97);
  expect(losing).toMatchObject({ status: "fail", reachesWanted: true });
  expect(losing.detail).toBe("not shown: a mean net return above 0, a precision above break-even");
  expect(losing.expectancy).toBeLessThan(0);
  expect(certificateSentence(losing)).toMatch(/^Not certified: not shown: a mean net return above 0/);
});

test("under 25 trading blocks there is no certificate, but the years that it takes", () => {
  const few = certificateOf(0.9, 0.5, { blocks: 20 });
  expect(few).toMatchObject({ status: "not enough data", reachesWanted: false, blocks: 20 });
  expect(few.years).toBeCloseTo((25 * 11) / 252, 9);
  expect(certificateSentence(few)).toContain("at this pace 25 blocks take 1.1 years");
  const never = certify([{ from: 0, to: 400, session: [], net: [] }], { horizon: 10, calendar, decisions: 5 });
  expect(never).toMatchObject({ status: "not enough data", precision: null, bound: null, worst: null, years: null });
  expect(certificateSentence(never)).toBe("Not certified: not one decision from 2015-01-01 to 2016-02-05 was taken.");
  expect(JSON.parse(JSON.stringify(never))).toEqual(never);
  const lossless = certificateOf(1 - 1e-12, 0.5);
  expect(lossless).toMatchObject({ status: "not enough data", breakEven: null, precision: 1 });
  expect(certificateSentence(lossless)).toContain("no trade lost");
});

test("the sentence and the table say what is promised, on what condition", () => {
  const good = certificateOf(0.75, 0.6);
  const sentence = certificateSentence(good);
  for (const share of [good.bound!, good.precision!, good.nextYear!, good.breakEven!, good.coverage]) {
    expect(sentence).toContain(`${(100 * share).toFixed(1)} %`);
  }
  expect(sentence).toMatch(/^As long as markets are like those from 2015-01-01 to 2018-01-04 and the policy stays/);
  expect(sentence).toContain("3,300 trades in 100 blocks");
  expect(sentence).toContain("756 trades a year");
  expect(sentence).toContain(`in its worst block, from ${good.worst!.from}, they made -`);
  const html = certificateTable(good, { issued: 3, kept: 2 });
  expect(html).toContain("certified: it pays");
  expect(html).toContain(`worst block, from ${good.worst!.from}`);
  expect(html).toContain("3 issued");
  expect(certificateTable(certificateOf(0.9, 0.5, { blocks: 3 }))).toContain("&gt; –");
});

test("stretches are pooled, and what the ones before would have issued is held against the next", () => {
  const stretch = (from: number, precision: number, seed: number) => {
    const { session, net } = simulatedTrades({ ...usual, blocks: 40, precision }, 0.6, seed);
    return { from, to: from + 439, session: Array.from(session, (at) => at + from), net };
  };
  const stretches = [stretch(0, 0.8, 1), stretch(500, 0.8, 2), stretch(1000, 0.8, 3), stretch(1500, 0.4, 4)];
  const options = { horizon: 10, calendar, decisions: 10_000 };
  expect(certify(stretches, options)).toMatchObject({ blocks: 160, trades: 160 * 33 });
  expect(certificateRecord(stretches, options)).toEqual({ issued: 3, kept: 2 });
  expect(certificateRecord(stretches.slice(0, 1), options)).toEqual({ issued: 0, kept: 0 });
});

test("short form of npm run verify: trades that only break even are seldom certified", () => {
  for (const wanted of [0.62, 0.9]) {
    const even = certifiedShare({ ...usual, blocks: 50, clustering: 4, precision: wanted }, wanted, 150);
    // 5 % of 150 and three standard errors.
    expect(even.reachesWanted).toBeLessThanOrEqual(0.1);
    expect(even.pays).toBeLessThanOrEqual(0.1);
  }
  expect(certifiedShare({ ...usual, precision: 0.94 }, 0.9, 60).reachesWanted).toBeGreaterThanOrEqual(0.5);
});
