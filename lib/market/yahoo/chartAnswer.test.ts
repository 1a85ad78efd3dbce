import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isoDate, parseIsoDate } from "trident-base";
import { describe, expect, test } from "vitest";
import { type RawAnswer, readAnswer } from "./askYahoo.ts";
import { readChartAnswer } from "./chartAnswer.ts";

const NOW = Date.parse("2025-03-01T12:00:00Z");
const FAR = { from: parseIsoDate("1990-01-01"), to: parseIsoDate("2025-02-28") };

const folder = fileURLToPath(new URL("../../../../shared/yahoo-chart-responses", import.meta.url));
const recorded = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
if (recorded.length === 0) console.log("chartAnswer.test.ts: reference bars absent");

/** What the recorded answers without bars are; all others give bars. */
const FAILURES: Readonly<Record<string, string>> = {
  "chart-AAPL-2025-02-01-to-2025-02-02-includePrePost-false-interval-1m.json": "malformed",
  "chart-TSLA-2025-01-01-to-2025-01-02-interval-1h.fake.json": "malformed",
  "chart-notimestamp-quotes-length.fake.json": "malformed",
  "chart-notimestamp-weird-quote.fake.json": "malformed",
};

interface RecordedChart {
  readonly timestamp: readonly number[];
  readonly events?: { readonly dividends?: object; readonly splits?: object };
  readonly indicators: {
    readonly quote: readonly Record<"close" | "volume", readonly number[]>[];
    readonly adjclose: readonly { readonly adjclose: readonly number[] }[];
  };
}

function recordedAnswer(name: string): { symbol: string; raw: RawAnswer; chart: RecordedChart } {
  const { request, response } = JSON.parse(readFileSync(`${folder}/${name}`, "utf8"));
  const symbol = decodeURIComponent(new URL(request.url).pathname.split("/").at(-1)!);
  const raw = { status: response.status, body: JSON.stringify(response.bodyJson), answeredAt: NOW, ...FAR };
  return { symbol, raw, chart: response.bodyJson.chart.result[0] };
}

describe.runIf(recorded.length > 0)("the recorded answers", () => {
  test("are 47", () => expect(recorded).toHaveLength(47));

  test.each(recorded)("%s", (name) => {
    const { symbol, raw, chart } = recordedAnswer(name);
    if (name in FAILURES) {
      expect(() => readAnswer(symbol, raw)).toThrow(
        expect.objectContaining({ name: "YahooError", kind: FAILURES[name] }),
      );
      return;
    }
    const { bars, events } = readAnswer(symbol, raw);
    const { quote, adjclose } = chart.indicators;
    expect(bars).toHaveLength(chart.timestamp.length);
    expect(bars.map(({ close }) => close)).toEqual(quote[0]!.close);
    expect(bars.map(({ volume }) => volume)).toEqual(quote[0]!.volume);
    expect(bars.map(({ adjClose }) => adjClose)).toEqual(adjclose[0]!.adjclose);
    const { dividends = {}, splits = {} } = chart.events ?? {};
    expect(events).toHaveLength(Object.keys(dividends).length + Object.keys(splits).length);
    const asked = /(\d{4}-\d{2}-\d{2})-to-(\d{4}-\d{2}-\d{2})/.exec(name);
    if (asked) expect(bars.every(({ date }) => isoDate(date) >= asked[1]! && isoDate(date) <= asked[2]!)).toBe(true);
  });

  test("dates are those of the exchange: a session in Jakarta, a day of euros, a split in New York", () => {
    const datesOf = (name: string) => {
      const { symbol, raw } = recordedAnswer(name);
      const { bars, events } = readAnswer(symbol, raw);
      return [...bars.slice(0, 2), ...events].map(({ date }) => isoDate(date));
    };
    expect(datesOf("chart-WSKT.JK-2020-01-01-to-2020-01-03.json")).toEqual(["2020-01-02"]);
    expect(datesOf("chart-EURUSD=X-2020-01-01-to-2020-01-03.json")).toEqual(["2020-01-01", "2020-01-02"]);
    expect(datesOf("historical-via-chart-NVDA-split-2021-02-01-to-2022-01-31.csv.json")).toEqual([
      "2021-02-01",
      "2021-02-02",
      "2021-07-20",
    ]);
  });
});

describe("one result of the format", () => {
  const at = (text: string) => Date.parse(text) / 1000;
  const stamps = ["2024-03-07T14:30:00Z", "2024-03-08T14:30:00Z"].map(at);
  const meta = {
    symbol: "KO",
    dataGranularity: "1d",
    exchangeTimezoneName: "America/New_York",
    currentTradingPeriod: { regular: { start: at("2024-03-08T14:30:00Z"), end: at("2024-03-08T21:00:00Z") } },
  };
  const two = [1, 2];
  const quote = { open: two, high: two, low: two, close: two, volume: two };
  const sound = { meta, timestamp: stamps, indicators: { quote: [quote], adjclose: [{ adjclose: two }] } };
  const read = (change: object, when = "2024-03-09T00:00:00Z") =>
    readChartAnswer("KO", { ...sound, ...change }, Date.parse(when));

  test("the bar of a session that is not over is left out", () => {
    expect(read({}).bars).toHaveLength(2);
    expect(read({}, "2024-03-08T21:10:00Z").bars.map(({ date }) => isoDate(date))).toEqual(["2024-03-07"]);
  });

  test("of two bars of one date the later one counts, unless it is empty", () => {
    const again = { timestamp: [stamps[0], stamps[0]! + 3600] };
    expect(read(again).bars.map(({ close }) => close)).toEqual([2]);
    const empty = { ...again, indicators: { ...sound.indicators, quote: [{ ...quote, close: [1, null] }] } };
    expect(read(empty).bars.map(({ close }) => close)).toEqual([1]);
  });

  test.each<[string, object, string, string]>([
    ["another ticker's chart", { meta: { ...meta, symbol: "PEP" } }, "renamed", "answered with PEP"],
    ["a column that is too short", { indicators: { quote: [{ ...quote, low: [1] }] } }, "malformed", "low has not"],
    ["text in a column", { indicators: { quote: [{ ...quote, low: [1, "2"] }] } }, "malformed", 'low holds "2"'],
    ["no adjusted closes", { indicators: { quote: [quote] } }, "malformed", "adjusted closes is missing"],
    ["no such zone", { meta: { ...meta, exchangeTimezoneName: "Mars/Olympus" } }, "malformed", "Mars/Olympus"],
    ["no bars", { timestamp: undefined, indicators: { quote: [{}] } }, "no data", "no bars of these dates"],
    [
      "only empty bars",
      { indicators: { quote: [{ ...quote, close: [null, null] }], adjclose: [{ adjclose: two }] } },
      "no data",
      "no bars",
    ],
    ["nothing", { meta: null }, "malformed", "meta is missing"],
  ])("%s", (_, change, kind, message) => {
    expect(() => read(change)).toThrow(expect.objectContaining({ kind, message: expect.stringContaining(message) }));
  });
});

test.each<[number, string, string]>([
  [
    404,
    '{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found, symbol may be delisted"}}}',
    "delisted",
  ],
  [
    400,
    '{"chart":{"result":null,"error":{"code":"Bad Request","description":"Data doesn\'t exist for startDate = 1"}}}',
    "no data",
  ],
  [422, '{"chart":{"result":null,"error":{"code":"Unprocessable Entity","description":"Bad range"}}}', "malformed"],
  [200, "{}", "malformed"],
  [200, "null", "malformed"],
  [200, '{"chart":{"result":[],"error":null}}', "malformed"],
])("status %i with %s is %s", (status, body, kind) => {
  expect(() => readAnswer("X", { status, body, answeredAt: NOW, ...FAR })).toThrow(expect.objectContaining({ kind }));
});
