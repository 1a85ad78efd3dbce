import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseIsoDate } from "trident-base";
import { expect, test } from "vitest";
import { listedTicker, yahooTicker } from "./shareClass.ts";
import { isMember, readUniverses, universeTickers } from "./universe.ts";

const day = parseIsoDate;
const sp500 = async () => (await readUniverses(["sp500"]))[0]!;

test.each([
  ["2025-11-30", 730],
  ["2019-01-01", 866],
  ["1996-01-02", 1396],
])("the five lists with the S&P 500's members since %s are %i names", async (from, names) => {
  expect(universeTickers(await readUniverses(["all"]), day(from), day("2025-11-30"))).toHaveLength(names);
});

test.each([
  ["alpha-76", 76, "hindsight universe"],
  ["future-115", 115, "hindsight universe"],
  ["nasdaq-100", 101, "survivorship-biased"],
  ["russell-2000-largest", 100, "survivorship-biased"],
])("%s has %i names and says that it is a %s", async (name, names, bias) => {
  const [universe] = await readUniverses([name]);
  expect(universe!.members.length).toBe(names);
  expect(universe!.bias).toBe(bias);
  expect(universe!.members.every(({ why, since }) => why.length > 0 && since === null)).toBe(true);
});

test("a ticker counts from the day it joined until the day it left, as often as it came back", async () => {
  const list = await sp500();
  expect(["2020-12-18", "2020-12-21"].map((date) => isMember(list, "TSLA", day(date)))).toEqual([false, true]);
  expect(["2022-06-08", "2022-06-09"].map((date) => isMember(list, "FB", day(date)))).toEqual([true, false]);
  expect(["2022-06-08", "2022-06-09"].map((date) => isMember(list, "META", day(date)))).toEqual([false, true]);
  // Two spells: the first of another company.
  expect(["1996-06-03", "2005-06-01", "2020-06-01"].map((date) => isMember(list, "AAL", day(date)))).toEqual([
    true,
    false,
    true,
  ]);
});

test("about 500 are members on any day", async () => {
  const { members } = await sp500();
  for (let year = 1997; year <= 2025; year++) {
    const today = day(`${year}-06-30`);
    const count = members.filter(({ since, until }) => since! <= today && (until === null || today < until)).length;
    expect(count, `${year}`).toBeGreaterThanOrEqual(485);
    expect(count, `${year}`).toBeLessThanOrEqual(510);
  }
});

test("classes of shares are found in every notation, and exchanges are not taken for them", async () => {
  const list = await sp500();
  for (const ticker of ["BRK.B", "BRK-B", "BRK/B"]) expect(isMember(list, ticker, day("2020-01-02"))).toBe(true);
  expect(["BRK.B", "BF-B", "OCDO.L", "7203.T", "^VIX", "BTC-USD", "AAPL"].map(yahooTicker)).toEqual([
    "BRK-B",
    "BF-B",
    "OCDO.L",
    "7203.T",
    "^VIX",
    "BTC-USD",
    "AAPL",
  ]);
  expect(["BRK-B", "BRK B", "OCDO.L", "SAP.DE"].map(listedTicker)).toEqual(["BRK.B", "BRK.B", "OCDO.L", "SAP.DE"]);
});

test("a name that is no list, and a damaged list, are refused with the place", async () => {
  await expect(readUniverses(["sp600"])).rejects.toThrow("'sp600' is no universe. Give all, or some of alpha-76");
  await expect(readUniverses([])).rejects.toThrow("no universe is named");
  const folder = await mkdtemp(join(tmpdir(), "universe-"));
  const list = (text: string) => writeFile(join(folder, "sp500-membership.csv"), `ticker,start_date,end_date\n${text}`);
  await list("A,2000-06-05,\nB,2001-01-02,2000-01-03\n");
  await expect(readUniverses(["sp500"], folder)).rejects.toThrow(/sp500-membership.csv, line 3/);
  await list("A,2000-06-05,\nA,2001-01-02,\n");
  await expect(readUniverses(["sp500"], folder)).rejects.toThrow(/twice at one time .*A, 2001-01-02/);
  await rm(folder, { recursive: true });
});
