import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readPanel } from "../market/index.ts";
import { registerMarket } from "./market.ts";
import { runCommand } from "./test/runCommand.ts";

let folder: string;
let server: Server;
let asked: string[];

const DAYS = ["2024-03-05", "2024-03-06", "2024-03-07"];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "market-fetch-"));
  asked = [];
  server = createServer((request, response) => {
    const symbol = new URL(request.url!, "http://127.0.0.1").pathname.split("/").at(-1)!;
    asked.push(symbol);
    const prices = [10, 11, 12];
    const chart = {
      meta: { symbol, dataGranularity: "1d", exchangeTimezoneName: "America/New_York" },
      timestamp: DAYS.map((day) => Date.parse(`${day}T14:30:00Z`) / 1000),
      indicators: {
        quote: [{ open: prices, high: prices, low: prices, close: prices, volume: prices }],
        adjclose: [{ adjclose: prices }],
      },
    };
    const gone = { result: null, error: { code: "Not Found", description: "No data found, symbol may be delisted" } };
    response.statusCode = symbol === "GONE" ? 404 : 200;
    response.end(JSON.stringify({ chart: symbol === "GONE" ? gone : { result: [chart], error: null } }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const loopback = fetch;
  vi.stubGlobal("fetch", (url: string, init: RequestInit) =>
    loopback(`http://127.0.0.1:${port}${new URL(url).pathname}`, init),
  );
});

afterEach(async () => {
  vi.unstubAllGlobals();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

async function trident(...argv: string[]) {
  const { code, out: stdout, err: stderr } = await runCommand([registerMarket], ["market", "fetch", ...argv], folder);
  return { code, stdout, stderr };
}

const RANGE = ["--start", "2024-03-04", "--end", "2024-03-08", "--out", "bars.parquet"];

test("writes bars and manifest, says what failed, and asks for nothing the second time", async () => {
  const { code, stdout, stderr } = await trident("--tickers", "KO,BRK-B,GONE", ...RANGE, "--json");
  expect([code, asked.sort()]).toEqual([0, ["BRK-B", "GONE", "KO"]]);
  expect(stderr).toContain("3 of 3 tickers, 0 from the cache, 1 failed");
  const out = join(folder, "bars.parquet");
  expect(JSON.parse(stdout)).toMatchObject({
    out,
    manifest: `${out}.manifest.json`,
    rows: 6,
    tickers: 2,
    first: "2024-03-05",
    last: "2024-03-07",
    failed: [{ ticker: "GONE", kind: "delisted" }],
  });
  const manifest = JSON.parse(await readFile(`${out}.manifest.json`, "utf8"));
  const bytes = await readFile(out);
  expect(manifest.file).toEqual({
    bytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  });
  expect(manifest.asked).toMatchObject({ tickers: 3, from: "2024-03-04", to: "2024-03-08" });
  const byHand = { universe: "by hand", why: "named by hand", since: null, until: null };
  expect(manifest.tickers[0]).toMatchObject({ ticker: "BRK.B", memberships: [byHand] });
  const panel = await readPanel(out);
  expect([panel.tickers, panel.origin.adjustment]).toEqual([["BRK.B", "KO"], "adj_close"]);
  expect(panel.origin.bias).toMatch(/^survivorship-biased: tickers named by hand/);

  const again = await trident("--tickers", "KO,BRK-B,GONE", ...RANGE);
  expect([again.code, asked.length]).toEqual([0, 3]);
  expect(again.stdout).toMatch(/^GONE {5}delisted {5}Yahoo does not know this ticker/);
  expect(again.stdout).toContain("6 bars of 2 of 3 tickers, 2024-03-05 to 2024-03-07");
  expect((await readFile(out)).equals(bytes)).toBe(true);
});

test("a universe's members of these dates are asked for, and the manifest says why each is in and since when", async () => {
  const { code } = await trident("--universe", "sp500", ...RANGE, "--concurrency", "16");
  expect(code).toBe(0);
  // 503 on any of these days.
  expect(asked.length).toBe(503);
  const manifest = JSON.parse(await readFile(join(folder, "bars.parquet.manifest.json"), "utf8"));
  expect(manifest.tickers.find((each: { ticker: string }) => each.ticker === "TSLA").memberships).toEqual([
    { universe: "sp500", why: "member of the S&P 500", since: "2020-12-21", until: null },
  ]);
  expect(manifest.asked.universes[0].coverage.share).toBe(1);
  expect(manifest.bias).toBe("S&P 500 by date, 100.0 % of its member-days have bars");
});

test.each<[string, number, readonly string[], string]>([
  ["no tickers", 2, RANGE, "no tickers were asked for. Give --tickers, --universe, or both."],
  ["a universe that is none", 2, ["--universe", "nope", ...RANGE], "--universe is 'nope': give all, or some of"],
  [
    "a start that has not come",
    2,
    ["--tickers", "KO", "--start", "2999-01-01", "--out", "b.parquet"],
    "--start is 2999-01-01",
  ],
  [
    "a start after the end",
    2,
    ["--tickers", "KO", "--start", "2024-03-05", "--end", "2024-03-04", "--out", "b.parquet"],
    "--start is 2024-03-05, after --end 2024-03-04",
  ],
  [
    "another kind of file",
    2,
    ["--tickers", "KO", "--start", "2024-03-05", "--out", "b.csv"],
    "no name of a Parquet file",
  ],
  ["a date that is none", 2, ["--tickers", "KO", "--start", "2024-02-30", "--out", "b.parquet"], "'2024-02-30' is not"],
  ["a file in the cache", 1, ["--tickers", "KO", "--cache", ".", ...RANGE], "lies in, what is read"],
])("%s is refused before anything is asked", async (_, exit, argv, message) => {
  const { code, stderr } = await trident(...argv);
  expect([code, asked.length]).toEqual([exit, 0]);
  expect(stderr).toContain(message);
});

test("offline it ends soon, in one line, and loses nothing", async () => {
  await trident("--tickers", "KO", ...RANGE);
  const before = await readFile(join(folder, "bars.parquet"));
  const cause = Object.assign(new Error("getaddrinfo ENOTFOUND somewhere"), { code: "ENOTFOUND" });
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("fetch failed", { cause })));
  const { code, stdout } = await trident("--tickers", "KO,A,B,C,D,E", ...RANGE, "--concurrency", "6");
  expect([code, stdout.trim().split("\n").length]).toEqual([1, 1]);
  expect(stdout.trim()).toMatch(
    /^5 of 6 tickers were not asked for, so .*bars\.parquet was not written: Yahoo cannot be reached: getaddrinfo ENOTFOUND somewhere\. Run it again: what has come is kept\.$/,
  );
  expect((await readFile(join(folder, "bars.parquet"))).equals(before)).toBe(true);
  expect(await readdir(join(folder, "bars.parquet.answers"))).toHaveLength(1);
});

test("without any bars no file is written", async () => {
  const { code, stdout } = await trident("--tickers", "GONE", ...RANGE);
  expect(code).toBe(1);
  expect(stdout).toContain("bars.parquet was not written");
  expect(await readdir(folder)).toEqual(["bars.parquet.answers"]);
});
