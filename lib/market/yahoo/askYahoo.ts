import { readChartAnswer, type YahooChart } from "./chartAnswer.ts";
import type { WholeAnswer } from "./patientFetch.ts";
import { YahooError } from "./yahooError.ts";

/** What is asked of Yahoo: one ticker's daily bars. */
export interface ChartRequest {
  /** In Yahoo's notation. */
  readonly symbol: string;
  /** First and last date, days since 1970-01-01. */
  readonly from: number;
  readonly to: number;
}

/** An answer as it came, with what was asked: it can be read again at any time. */
export interface RawAnswer extends WholeAnswer {
  readonly from: number;
  readonly to: number;
  /** Milliseconds since 1970. */
  readonly answeredAt: number;
}

const DAY_SECONDS = 86_400;
const SILENT = { info: quiet, warn: quiet, error: quiet, debug: quiet, dir: quiet };

/**
 * The raw answer to a request. yahoo-finance2 makes the request; `send` answers it.
 *
 * @throws what `send` throws.
 */
export async function askYahoo(
  request: ChartRequest,
  send: (url: string, init: RequestInit) => Promise<WholeAnswer>,
  now: () => number,
): Promise<RawAnswer> {
  let answer: RawAnswer | undefined;
  let failure: unknown;
  try {
    await requestChart(request, async (url, init) => {
      const { status, body } = await send(url, init).catch((error: unknown) => {
        failure = error;
        throw error;
      });
      answer = { status, body, from: request.from, to: request.to, answeredAt: now() };
      return answer;
    });
  } catch (error) {
    // What yahoo-finance2 thinks of an answer does not matter: it is looked at when it is read.
    failure ??= error;
  }
  if (answer) return answer;
  throw failure;
}

/**
 * Reads a raw answer. The text is what counts: yahoo-finance2 turns some of its numbers into dates.
 *
 * @throws YahooError `delisted`, `no data`, `renamed` or `malformed`.
 */
export function readAnswer(symbol: string, answer: RawAnswer): YahooChart {
  const { chart, finance } = (JSON.parse(answer.body) ?? {}) as Partial<Record<"chart" | "finance", ChartReply | null>>;
  const result = chart?.result?.[0];
  if (!result) throw refusal(symbol, answer, (chart ?? finance)?.error);
  const { bars, events } = readChartAnswer(symbol, result, answer.answeredAt);
  const within = bars.filter(({ date }) => date >= answer.from && date <= answer.to);
  if (within.length === 0) throw new YahooError("no data", "Yahoo has no bars of these dates", { where: [symbol] });
  return { bars: within, events };
}

interface ChartReply {
  readonly result?: readonly unknown[] | null;
  readonly error?: { readonly code?: string; readonly description?: string } | null;
}

async function requestChart(
  { symbol, from, to }: ChartRequest,
  send: (url: string, init: RequestInit) => Promise<WholeAnswer>,
): Promise<void> {
  // Loaded when it is needed: it takes longer than all the rest of this room.
  const [{ default: createYahooFinance }, { default: chart }] = await Promise.all([
    import("yahoo-finance2/createYahooFinance"),
    import("yahoo-finance2/modules/chart"),
  ]);
  const YahooFinance = createYahooFinance({ modules: { chart } });
  const yahoo = new YahooFinance({
    versionCheck: false,
    validation: { logErrors: false, logOptionsErrors: false },
    logger: SILENT,
    fetch: async (url, init) => {
      const { status, body } = await send(String(url), init ?? {});
      return new Response(body, { status });
    },
  });
  // Sessions east of Greenwich begin on the day before in UTC; what is too much is left out when it is read.
  const period = { period1: DAY_SECONDS * (from - 1), period2: DAY_SECONDS * (to + 1) };
  await yahoo.chart(
    symbol,
    { ...period, interval: "1d", events: "div|split", includePrePost: false, return: "object" },
    { validateResult: false },
  );
}

/** What an answer without a chart means. */
function refusal(symbol: string, { status }: RawAnswer, error: ChartReply["error"]): YahooError {
  const context = { where: [symbol] };
  const said = error?.description ?? "it holds no chart";
  if (/data doesn't exist/i.test(said)) return new YahooError("no data", "Yahoo has no bars of these dates", context);
  if (status === 404 || /no data found|delisted|not found/i.test(said)) {
    return new YahooError("delisted", "Yahoo does not know this ticker (any more)", context);
  }
  return new YahooError(
    "malformed",
    `Yahoo's answer (status ${status}) cannot be read: ${said.slice(0, 200)}`,
    context,
  );
}

function quiet(): void {}
