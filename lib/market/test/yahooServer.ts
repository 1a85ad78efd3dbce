import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createRandom } from "../../runtime/index.ts";
import { sessionsBetween } from "../nyseCalendar.ts";

/** What can be wrong with an answer. */
export const FAULTS = ["429", "500", "503", "silent", "broken", "cut off", "html", "empty"] as const;
export type Fault = (typeof FAULTS)[number];

/** How the server treats one symbol. */
export interface SymbolPlan {
  /** Faults of its first answers, one after another; the ones after them are right. */
  readonly faults?: readonly Fault[];
  readonly listed?: { readonly from: number; readonly to: number };
  readonly gone?: "delisted" | "no data" | "renamed";
  /** From then on, prices before the day are halved (a 2:1 split) or lowered by 1 % (a dividend). */
  readonly event?: { readonly date: number; readonly kind: "split" | "dividend" };
}

/** A server of the v8 chart format on the loopback interface, with bars made from the symbol's name. */
export interface YahooServer {
  /** Sends what was meant for Yahoo here. */
  readonly fetch: typeof fetch;
  readonly port: number;
  /** Every request so far. */
  readonly asked: readonly {
    readonly symbol: string;
    readonly from: number;
    readonly to: number;
    readonly fault: Fault | undefined;
  }[];
  plan(symbol: string, plan: SymbolPlan): void;
  close(): Promise<void>;
}

/** A fetch that sends what was meant for Yahoo to this port of the loopback interface. */
export function fetchFrom(port: number): typeof fetch {
  return (input, init) => {
    const { pathname, search } = new URL(String(input));
    return fetch(`http://127.0.0.1:${port}${pathname}${search}`, init);
  };
}

/** Faults of this symbol's answers, each kind with this probability at every answer, none after `most` in a row. */
export function drawFaults(symbol: string, share: number, most: number): readonly Fault[] {
  const random = createRandom("faults", symbol);
  const faults: Fault[] = [];
  while (faults.length < most) {
    const k = Math.floor(random.uniform() / share);
    if (k >= FAULTS.length) break;
    faults.push(FAULTS[k]!);
  }
  return faults;
}

/** Starts the server. */
export async function startYahooServer(plans: Readonly<Record<string, SymbolPlan>> = {}): Promise<YahooServer> {
  const planOf = new Map(Object.entries(plans));
  const asked: { symbol: string; from: number; to: number; fault: Fault | undefined }[] = [];
  const times = new Map<string, number>();
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url!, "http://127.0.0.1");
    const symbol = decodeURIComponent(url.pathname.split("/").at(-1)!);
    const plan = planOf.get(symbol) ?? {};
    const nth = times.get(symbol) ?? 0;
    times.set(symbol, nth + 1);
    const fault = plan.faults?.[nth];
    const [from, to] = ["period1", "period2"].map((name) => Math.floor(Number(url.searchParams.get(name)) / 86_400));
    asked.push({ symbol, from: from!, to: to!, fault });
    answer(request, response, fault, symbol, plan, from!, to!);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    fetch: fetchFrom(port),
    port,
    asked,
    plan: (symbol, plan) => {
      planOf.set(symbol, plan);
      times.delete(symbol);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined,
  symbol: string,
  plan: SymbolPlan,
  from: number,
  to: number,
): void {
  const send = (status: number, body: string, headers: Record<string, string> = {}) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
  const body = () => JSON.stringify({ chart: { result: [chartOf(symbol, plan, from, to)], error: null } });
  const error = (status: number, code: string, description: string) =>
    send(status, JSON.stringify({ chart: { result: null, error: { code, description } } }));
  switch (fault) {
    case "429":
      return void send(429, "Too Many Requests", { "retry-after": "30" });
    case "500":
      return void send(500, "oops");
    case "503":
      return void send(503, '{"finance":{"error":{"code":"Unavailable","description":"Will be right back"}}}');
    case "silent":
      return void request.on("close", () => response.destroy());
    case "broken": {
      response.writeHead(200, { "content-type": "application/json", "content-length": "100000" });
      return void response.write(body().slice(0, 200), () => response.destroy());
    }
    case "cut off":
      return void send(200, body().slice(0, -20));
    case "html":
      return void send(200, "<html>Will be right back</html>", { "content-type": "text/html" });
    case "empty":
      return void send(200, "");
  }
  if (plan.gone === "delisted") return void error(404, "Not Found", "No data found, symbol may be delisted");
  if (plan.gone === "no data")
    return void error(400, "Bad Request", "Data doesn't exist for startDate = 1, endDate = 2");
  send(200, body());
}

/** Bars whose prices follow from symbol and day alone, adjusted for the plan's event. */
export function barOf(symbol: string, day: number, event?: SymbolPlan["event"]) {
  const random = createRandom("bar", symbol, day);
  const factor = event && day < event.date ? (event.kind === "split" ? 0.5 : 1) : 1;
  const raw = 50 + 10 * random.uniform();
  const close = factor * raw;
  const adjclose = event?.kind === "dividend" && day < event.date ? 0.99 * close : close;
  return {
    open: close * 0.99,
    high: close * 1.01,
    low: close * 0.98,
    close,
    adjclose,
    volume: 1000 + random.integer(100),
  };
}

function chartOf(symbol: string, plan: SymbolPlan, from: number, to: number): object {
  const first = Math.max(from, plan.listed?.from ?? 7305);
  const days = [...sessionsBetween(first, Math.min(to, plan.listed?.to ?? to))].filter((day) => day < to);
  const bars = days.map((day) => barOf(symbol, day, plan.event));
  const list = (name: keyof (typeof bars)[number]) => bars.map((bar) => bar[name]);
  const meta = {
    currency: "USD",
    symbol: plan.gone === "renamed" ? `${symbol}X` : symbol,
    exchangeTimezoneName: "America/New_York",
    dataGranularity: "1d",
  };
  if (days.length === 0) return { meta, indicators: { quote: [{}], adjclose: [{}] } };
  const { event } = plan;
  const shown = event && event.date >= from && event.date < to;
  const at = (day: number) => day * 86_400 + 14.5 * 3600;
  return {
    meta,
    timestamp: days.map(at),
    ...(shown && event.kind === "split"
      ? {
          events: {
            splits: { [at(event.date)]: { date: at(event.date), numerator: 2, denominator: 1, splitRatio: "2:1" } },
          },
        }
      : {}),
    ...(shown && event.kind === "dividend"
      ? { events: { dividends: { [at(event.date)]: { date: at(event.date), amount: 0.5 } } } }
      : {}),
    indicators: {
      quote: [
        { open: list("open"), high: list("high"), low: list("low"), close: list("close"), volume: list("volume") },
      ],
      adjclose: [{ adjclose: list("adjclose") }],
    },
  };
}
