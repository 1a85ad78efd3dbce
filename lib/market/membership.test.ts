import { mkdir, mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseIsoDate } from "trident-base";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeMember, memberRows } from "./membership.ts";
import { openPanel } from "./openPanel.ts";
import { panelManifestPath, writePanelManifest } from "./panelManifest.ts";
import { passManifest } from "./passManifest.ts";
import { readPanel } from "./read.ts";
import { selectTickers } from "./select.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "membership-"));
});
afterAll(() => rm(folder, { recursive: true }));

const DAYS = ["2020-12-17", "2020-12-18", "2020-12-21", "2020-12-22"];

async function barsOf(name: string, tickers: readonly string[]): Promise<string> {
  const file = join(folder, name);
  const lines = tickers.flatMap((ticker) => DAYS.map((day) => `${ticker},${day},2,3,1,2,100`));
  await writeFile(file, ["ticker,date,open,high,low,close,volume", ...lines].join("\n"));
  return file;
}

const time = (since: string | null, until: string | null) => ({ universe: "sp500", why: "a test", since, until });
const MANIFEST = {
  bias: "S&P 500 by date, 80.0 % of its member-days have bars",
  tickers: [
    { ticker: "AAPL", memberships: [time("1982-11-30", null)] },
    { ticker: "BACK", memberships: [time("2001-01-01", "2020-12-18"), time("2020-12-22", null)] },
    { ticker: "HAND", memberships: [time("2020-12-21", null), { universe: "by hand", since: null, until: null }] },
    { ticker: "NEVER", memberships: [time("2022-01-03", null)] },
    { ticker: "TSLA", memberships: [time("2020-12-21", null)] },
  ],
};

test("a row counts from the day its ticker joined until the one on which it left; by hand on every day", async () => {
  const file = await barsOf("bars.csv", ["AAPL", "BACK", "HAND", "NEVER", "TSLA", "ZZZZ"]);
  await writePanelManifest(file, MANIFEST);
  const panel = await readPanel(file);
  expect(panel.origin.bias).toBe(MANIFEST.bias);
  const counts = [1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1];
  expect([...memberRows(panel)!]).toEqual(counts);
  expect([...memberRows(selectTickers(panel, ["TSLA"]))!]).toEqual([0, 0, 1, 1]);
  // Nothing is left to decide.
  expect(memberRows(selectTickers(panel, ["HAND", "ZZZZ"]))).toBeUndefined();
  const part = await (await openPanel(file)).read("BACK", "HAND");
  expect([...memberRows(part)!]).toEqual([1, 0, 0, 1, 1, 1, 1, 1]);
});

test("without a manifest, or with one of other bytes, every row counts and the bias says that nothing is known", async () => {
  const file = await barsOf("plain.csv", ["TSLA"]);
  const plain = await readPanel(file);
  expect([memberRows(plain), plain.origin.bias]).toEqual([undefined, expect.stringMatching(/^not known, assume/)]);
  // TSLA has bars on both of its member-days; 502 to 505 others have none.
  expect(plain.origin.bias).toMatch(/; 0\.1 % of the S&P 500's member-days have bars$/);
  await writePanelManifest(file, MANIFEST);
  expect(memberRows(await readPanel(file))).toBeDefined();
  await barsOf("plain.csv", ["TSLA", "ZZZZ"]);
  expect(memberRows(await readPanel(file))).toBeUndefined();
});

test("a folder is known by the manifests of all its files", async () => {
  const [a, b] = [join(folder, "all", "a.csv"), join(folder, "all", "b.csv")];
  await writePanelManifest(await barsOf("a.csv", ["TSLA"]), MANIFEST);
  await mkdir(join(folder, "all"));
  await rename(join(folder, "a.csv"), a);
  await rename(panelManifestPath(join(folder, "a.csv")), panelManifestPath(a));
  await rename(await barsOf("b.csv", ["AAPL"]), b);
  const half = await readPanel(join(folder, "all"));
  expect([memberRows(half), half.origin.bias]).toEqual([undefined, "not known: b.csv has no manifest"]);
  await writePanelManifest(b, { ...MANIFEST, tickers: [] });
  const whole = await readPanel(join(folder, "all"));
  expect([...memberRows(whole)!]).toEqual([1, 1, 1, 1, 0, 0, 1, 1]);
  expect(whole.origin.bias).toBe(MANIFEST.bias);
});

test("what is known of bars is passed on to the rows that are kept of them", async () => {
  const [from, to] = [await barsOf("from.csv", ["AAPL", "TSLA"]), await barsOf("to.csv", ["TSLA"])];
  await passManifest(from, to, "some rows");
  await expect(stat(panelManifestPath(to))).rejects.toThrow("ENOENT");
  await writePanelManifest(from, MANIFEST);
  await passManifest(from, to, "some rows");
  expect([...memberRows(await readPanel(to))!]).toEqual([0, 0, 1, 1]);
});

test.each([
  ["no JSON", "{"],
  [
    "a date that is none",
    JSON.stringify({
      ...MANIFEST,
      file: { bytes: 1 },
      tickers: [{ ticker: "A", memberships: [time("2020-02-30", null)] }],
    }),
  ],
  ["no size", JSON.stringify(MANIFEST)],
])("a damaged manifest is refused, not passed over: %s", async (_, text) => {
  const file = await barsOf("damaged.csv", ["TSLA"]);
  await writeFile(panelManifestPath(file), text);
  await expect(readPanel(file)).rejects.toThrow(
    /the manifest beside the bars cannot be read \(.*damaged\.csv\.manifest\.json\)/,
  );
});

test("times as a member, told to people", () => {
  const [since, until] = [parseIsoDate("2001-01-01"), parseIsoDate("2020-12-18")];
  expect(
    describeMember([
      { since: null, until },
      { since: until, until: null },
    ]),
  ).toBe("member until 2020-12-18, from 2020-12-18");
  expect(describeMember([{ since, until }])).toBe("member from 2001-01-01 until 2020-12-18");
});
