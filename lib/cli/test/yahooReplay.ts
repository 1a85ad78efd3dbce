import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { syntheticMarket } from "../../market/index.ts";

/** A day's bar, its prices as of the last one. */
interface ChartBar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly adjclose: number;
  readonly volume: number;
}

type Bars = ReadonlyMap<number, ChartBar>;

/** What is changed of a symbol. */
interface Change {
  readonly bars?: Bars;
  /** How often it is not answered, or with half an answer. */
  readonly faults?: { readonly kind: "500" | "cut off"; readonly times: number };
  readonly gone?: boolean;
  /** From then on, earlier prices are halved (a split), or lowered by 1 % (a dividend). */
  readonly event?: { readonly date: number; readonly kind: "split" | "dividend" };
}

/** A synthetic market and its index, SPY, as Yahoo would have them, on the loopback interface. */
export interface YahooReplay {
  /** Sends what is meant for Yahoo here. */
  readonly fetch: typeof fetch;
  readonly asked: readonly { readonly symbol: string; readonly from: number; readonly to: number }[];
  /** Ascending, days since 1970-01-01. */
  readonly calendar: Int32Array;
  readonly tickers: readonly string[];
  readonly bars: ReadonlyMap<string, Bars>;
  change(symbol: string, change: Change): void;
  close(): Promise<void>;
}

/** Starts a server of the v8 chart format with the bars of a synthetic market. */
export async function startYahooReplay(spec: Parameters<typeof syntheticMarket>[0]): Promise<YahooReplay> {
  const { panel, index } = syntheticMarket(spec);
  const { open, high, low, close, adjClose, volume, date } = panel;
  const bars = new Map<string, Bars>();
  for (const [t, ticker] of panel.tickers.entries()) {
    const mine = new Map<number, ChartBar>();
    for (let i = panel.offsets[t]!; i < panel.offsets[t + 1]!; i++) {
      const prices = { open: open[i]!, high: high[i]!, low: low[i]!, close: close[i]! };
      mine.set(date[i]!, { ...prices, adjclose: adjClose[i]!, volume: volume[i]! });
    }
    bars.set(ticker, mine);
  }
  const flat = (price: number) => ({
    open: price,
    high: price,
    low: price,
    close: price,
    adjclose: price,
    volume: 1e6,
  });
  bars.set("SPY", new Map(Array.from(index, (price, s) => [panel.calendar[s]!, flat(price)])));
  const changes = new Map<string, Change>();
  const times = new Map<string, number>();
  const asked: { symbol: string; from: number; to: number }[] = [];

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, "http://127.0.0.1");
    const symbol = decodeURIComponent(pathname.split("/").at(-1)!);
    const [from, to] = ["period1", "period2"].map((name) => Math.floor(Number(searchParams.get(name)) / 86_400));
    asked.push({ symbol, from: from!, to: to! });
    const change = changes.get(symbol) ?? {};
    const nth = times.get(symbol) ?? 0;
    times.set(symbol, nth + 1);
    const send = (status: number, body: string) =>
      response.writeHead(status, { "content-type": "application/json" }).end(body);
    if (change.gone) {
      const error = { code: "Not Found", description: "No data found, symbol may be delisted" };
      return void send(404, JSON.stringify({ chart: { result: null, error } }));
    }
    const body = JSON.stringify({ chart: { result: [chartOf(symbol, bars, change, from!, to!)], error: null } });
    if (change.faults && nth < change.faults.times) {
      return void (change.faults.kind === "500" ? send(500, "oops") : send(200, body.slice(0, -20)));
    }
    send(200, body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  // The one of now: a test may put another in its place.
  const loopback = globalThis.fetch;
  return {
    ...{ asked, bars, calendar: panel.calendar, tickers: panel.tickers },
    fetch: (input, init) => {
      const { pathname, search } = new URL(String(input));
      return loopback(`http://127.0.0.1:${port}${pathname}${search}`, init);
    },
    change: (symbol, change) => {
      changes.set(symbol, change);
      times.delete(symbol);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Half past ten in the evening of a day, UTC, milliseconds since 1970: its bars are there. */
export const eveningOf = (day: number): number => (day * 24 + 22.5) * 3_600_000;

function chartOf(symbol: string, bars: YahooReplay["bars"], change: Change, from: number, to: number): object {
  const known = change.bars ?? bars.get(symbol) ?? new Map<number, ChartBar>();
  const { event } = change;
  const days = [...known.keys()].filter((day) => day >= from && day < to);
  const shown = days.map((day) =>
    event && day < event.date ? adjusted(known.get(day)!, event.kind) : known.get(day)!,
  );
  const list = (name: keyof ChartBar) => shown.map((bar) => bar[name]);
  const at = (day: number): number => day * 86_400 + 14.5 * 3600;
  const isWithin = event && event.date >= from && event.date < to;
  const split = { numerator: 2, denominator: 1, splitRatio: "2:1" };
  return {
    meta: { currency: "USD", symbol, exchangeTimezoneName: "America/New_York", dataGranularity: "1d" },
    ...(days.length > 0 ? { timestamp: days.map(at) } : {}),
    ...(isWithin
      ? {
          events:
            event.kind === "split"
              ? { splits: { [at(event.date)]: { date: at(event.date), ...split } } }
              : { dividends: { [at(event.date)]: { date: at(event.date), amount: 0.5 } } },
        }
      : {}),
    indicators:
      days.length === 0
        ? { quote: [{}], adjclose: [{}] }
        : {
            quote: [
              {
                open: list("open"),
                high: list("high"),
                low: list("low"),
                close: list("close"),
                volume: list("volume"),
              },
            ],
            adjclose: [{ adjclose: list("adjclose") }],
          },
  };
}

/** A bar as it is shown once a later event is known. */
function adjusted(bar: ChartBar, kind: "split" | "dividend"): ChartBar {
  const { open, high, low, close, adjclose, volume } = bar;
  if (kind === "dividend") return { ...bar, adjclose: 0.99 * adjclose };
  return { open: open / 2, high: high / 2, low: low / 2, close: close / 2, adjclose: adjclose / 2, volume: 2 * volume };
}
