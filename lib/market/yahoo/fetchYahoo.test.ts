import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isoDate, parseIsoDate } from "trident-base";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sessionsBetween } from "../nyseCalendar.ts";
import { scaledClock } from "../test/scaledClock.ts";
import { barOf, FAULTS, type SymbolPlan, startYahooServer, type YahooServer } from "../test/yahooServer.ts";
import { fetchYahoo, type YahooEffects, type YahooResult } from "./fetchYahoo.ts";
import { PATIENCE } from "./patientFetch.ts";

const day = parseIsoDate;
const FROM = day("2023-01-03");
const MID = day("2023-05-31");
const TO = day("2023-06-30");
const START = Date.parse("2024-01-02T12:00:00Z");
const patience = { ...PATIENCE, timeout: 250 };

let cache: string;
let server: YahooServer;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), "yahoo-"));
  server = await startYahooServer();
});
afterEach(async () => {
  await server.close();
  await rm(cache, { recursive: true });
});

const run = (tickers: readonly string[], to = TO, effects: YahooEffects = {}, from = FROM): Promise<YahooResult> =>
  fetchYahoo(
    { tickers, from, to, cache },
    { fetch: server.fetch, clock: scaledClock(START, 2000), patience, ...effects },
  );

/** What a panel must hold of a symbol. */
function expectBars(result: YahooResult, symbol: string, to: number, event?: SymbolPlan["event"]): void {
  const panel = result.panel!;
  const t = panel.tickers.indexOf(symbol);
  const [a, b] = [panel.offsets[t]!, panel.offsets[t + 1]!];
  const days = [...sessionsBetween(FROM, to)];
  expect([...panel.date.subarray(a, b)].map(isoDate)).toEqual(days.map(isoDate));
  expect([...panel.close.subarray(a, b)]).toEqual(days.map((each) => barOf(symbol, each, event).close));
  expect([...panel.adjClose.subarray(a, b)]).toEqual(days.map((each) => barOf(symbol, each, event).adjclose));
}

test.each(FAULTS)("an answer that is wrong twice (%s) is asked for until it is right, and kept", async (fault) => {
  server.plan("KO", { faults: [fault, fault] });
  const result = await run(["KO"]);
  expectBars(result, "KO", TO);
  expect([server.asked.length, result.requests, result.failedRequests]).toEqual([3, 3, 2]);
  const again = await run(["KO"]);
  expect(server.asked).toHaveLength(3);
  expect(again.tickers[0]).toMatchObject({ how: "cache", bars: 124, first: "2023-01-03", last: "2023-06-30" });
  expectBars(again, "KO", TO);
});

test("Retry-After is waited for, by everyone", async () => {
  for (const ticker of ["A", "B"]) server.plan(ticker, { faults: ["429"] });
  const clock = scaledClock(START, 500);
  const sent: number[] = [];
  const send: typeof fetch = (...given) => {
    sent.push(clock.now() - START);
    return server.fetch(...given);
  };
  await run(["A", "B", "C", "D"], TO, { clock, fetch: send, concurrency: 2 });
  expect(sent).toHaveLength(6);
  expect(Math.min(...sent.slice(2))).toBeGreaterThanOrEqual(29_999);
});

test("classes of shares are asked for in Yahoo's notation, once, and named as lists do", async () => {
  const result = await run(["BRK.B", "BRK-B"]);
  expect(server.asked.map(({ symbol }) => symbol)).toEqual(["BRK-B"]);
  expect(result.panel!.tickers).toEqual(["BRK.B"]);
});

test("what failed is said with the reason, and does not stop the rest", async () => {
  server.plan("GONE", { gone: "delisted" });
  server.plan("LATE", { listed: { from: day("2024-01-02"), to: day("2024-02-01") } });
  server.plan("NONE", { gone: "no data" });
  server.plan("OLD", { gone: "renamed" });
  server.plan("DEAD", { faults: Array(20).fill("500") });
  const result = await run(["GONE", "NONE", "OLD", "LATE", "DEAD", "KO"]);
  expect(result.tickers.map(({ ticker, failure }) => [ticker, failure?.kind])).toEqual([
    ["DEAD", "unreachable"],
    ["GONE", "delisted"],
    ["KO", undefined],
    ["LATE", "no data"],
    ["NONE", "no data"],
    ["OLD", "renamed"],
  ]);
  expect(result.tickers[0]!.failure!.why).toContain("no whole answer in 8 requests: status 500");
  expectBars(result, "KO", TO);
  const before = server.asked.length;
  await run(["GONE", "NONE", "OLD", "LATE", "KO"]);
  expect(server.asked.length).toBe(before);
  await run(["GONE"], TO, { clock: scaledClock(START + 2 * 86_400_000, 2000) });
  expect(server.asked.length).toBe(before + 1);
});

describe("the day after", () => {
  test("only what is new is asked for, and the bars are those of a whole fetch", async () => {
    await run(["KO"], MID);
    const result = await run(["KO"]);
    expect(result.tickers[0]!.how).toBe("updated");
    expect(server.asked).toHaveLength(2);
    expect(isoDate(server.asked[1]!.from + 1)).toBe("2023-05-24");
    expectBars(result, "KO", TO);
    expect((await run(["KO"])).requests).toBe(0);
  });

  test.each(["split", "dividend"] as const)("a %s since then makes it ask for the whole again", async (kind) => {
    await run(["KO"], MID);
    const event = { date: day("2023-06-15"), kind };
    server.plan("KO", { event });
    const result = await run(["KO"]);
    expect(result.tickers[0]!.how).toBe("asked again");
    expectBars(result, "KO", TO, event);
    expect(server.asked).toHaveLength(3);
  });

  test("so does one after the end of what is asked for, which only the prices show", async () => {
    await run(["KO"], MID);
    const event = { date: day("2023-09-15"), kind: "dividend" } as const;
    server.plan("KO", { event });
    const result = await run(["KO"]);
    expect(result.tickers[0]!.how).toBe("asked again");
    expectBars(result, "KO", TO, event);
  });

  test("an earlier start asks for the whole; a narrower range asks for nothing", async () => {
    await run(["KO"], MID, {}, day("2023-03-01"));
    expect((await run(["KO"], MID)).tickers[0]!.how).toBe("asked");
    const narrow = await run(["KO"], day("2023-04-28"), {}, day("2023-03-01"));
    expect([narrow.requests, narrow.tickers[0]!.first, narrow.tickers[0]!.last]).toEqual([
      0,
      "2023-03-01",
      "2023-04-28",
    ]);
  });

  test("a ticker that was delisted since then keeps its bars, with the reason", async () => {
    await run(["KO"], MID);
    server.plan("KO", { gone: "delisted" });
    for (const requests of [1, 0]) {
      const result = await run(["KO"]);
      expect(result.requests).toBe(requests);
      expect(result.tickers[0]).toMatchObject({ last: "2023-05-31", failure: { kind: "delisted" } });
      expectBars(result, "KO", MID);
    }
  });

  test("a day that was not over when it was asked for is asked for again", async () => {
    const clock = scaledClock(Date.parse("2023-06-30T18:00:00Z"), 1);
    await run(["KO"], TO, { clock });
    expect((await run(["KO"], TO, { clock })).requests).toBe(0);
    expect((await run(["KO"])).tickers[0]!.how).toBe("updated");
  });

  test("a damaged file of the cache is no answer", async () => {
    await run(["KO"]);
    const [file] = await readdir(cache);
    const text = await readFile(join(cache, file!), "utf8");
    for (const damaged of [text.slice(0, 500), "[]", '{"charts":[{}]}', text.replace('\\"timestamp\\"', '\\"x\\"')]) {
      await writeFile(join(cache, file!), damaged);
      const before = server.asked.length;
      expectBars(await run(["KO"]), "KO", TO);
      expect(server.asked.length).toBe(before + 1);
    }
  });
});

test("when nothing answers, the circuit opens, one request at a time tries, and the run ends", async () => {
  const tickers = Array.from({ length: 40 }, (_, k) => `T${k}`);
  for (const ticker of tickers) server.plan(ticker, { faults: Array(50).fill("503") });
  const clock = scaledClock(START, 20_000);
  const lines: string[] = [];
  const result = await run(tickers, TO, { clock, progress: (line) => lines.push(line) });
  expect([result.panel, result.incomplete]).toEqual([undefined, true]);
  expect(lines.filter((line) => line.includes("waiting"))).toEqual(
    [60, 120, 240, 480, 960].map((wait) => `Yahoo does not answer (status 503): waiting ${wait} s`),
  );
  // 12 failures open it; those under way finish; then one probe an opening.
  expect(result.requests).toBeLessThanOrEqual(12 + 4 + PATIENCE.openings + 1);
  expect(clock.slept.some((wait) => wait > 900_000)).toBe(true);
  for (const ticker of tickers) server.plan(ticker, {});
  const after = await run(tickers);
  expect([after.incomplete, after.panel!.tickers.length]).toEqual([false, 40]);
});

test("after an outage it goes on by itself", async () => {
  const tickers = Array.from({ length: 12 }, (_, k) => `T${k}`);
  for (const ticker of tickers) server.plan(ticker, { faults: ["503", "503"] });
  const result = await run(tickers);
  expect(result.tickers.filter(({ failure }) => failure)).toEqual([]);
  expect(result.requests).toBe(36);
});

test("an interrupted run ends at once and says so; what came is kept", async () => {
  for (const ticker of ["A", "B", "C"]) server.plan(ticker, { faults: Array(9).fill("silent") });
  const stop = new AbortController();
  const running = run(["A", "B", "C", "KO"], TO, {
    signal: stop.signal,
    patience: { ...patience, timeout: 60_000 },
    progress: () => stop.abort(),
  });
  const result = await running;
  expect(result.incomplete).toBe(true);
  expect(result.tickers.map(({ failure }) => failure?.kind)).toEqual([
    "not asked",
    "not asked",
    "not asked",
    undefined,
  ]);
});

test("progress counts and tells the time left", async () => {
  const lines: string[] = [];
  await run(["A", "B"], TO, { progress: (line) => lines.push(line) });
  expect(lines).toHaveLength(2);
  expect(lines[1]).toBe("2 of 2 tickers, 0 from the cache, 0 failed, about 0 s left");
});

test.each<[string, readonly string[], number, number, string]>([
  ["no tickers", [], FROM, TO, "no tickers were given"],
  ["no ticker", ["KO/../x"], FROM, TO, '"KO/../x" is no ticker'],
  ["dates the wrong way round", ["KO"], TO, FROM, "the first date is after the last one"],
])("%s is refused", async (_, tickers, from, to, message) => {
  await expect(run(tickers, to, {}, from)).rejects.toThrow(message);
  expect(server.asked).toHaveLength(0);
});

test("a bar that cannot be right is left out and named; one without prices is a missing session", async () => {
  const answer = async (...given: Parameters<typeof fetch>): Promise<Response> => {
    const body = (await (await server.fetch(...given)).json()) as {
      chart: {
        result: [
          { indicators: { quote: [Record<string, (number | null)[]>]; adjclose: [{ adjclose: (number | null)[] }] } },
        ];
      };
    };
    const { quote, adjclose } = body.chart.result[0].indicators;
    quote[0].high![2] = 1;
    for (const name of ["open", "high", "low", "close", "volume"]) quote[0][name]![3] = null;
    adjclose[0].adjclose[3] = null;
    quote[0].open![4] = null;
    return Response.json(body);
  };
  const result = await run(["KO"], TO, { fetch: answer });
  expect(result.tickers[0]).toMatchObject({ bars: 121, missingSessions: 1 });
  expect(result.tickers[0]!.unusable).toEqual([
    expect.stringMatching(/^2023-01-05: high 1 is below low/),
    "2023-01-09: a price is missing or not above 0",
  ]);
  expect(result.panel!.origin.missingSessions).toBe(1);
});
