import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { isoDate, parseIsoDate } from "trident-base";
import type { ServeLivePageOptions } from "trident-jupyter";
import { z } from "zod";
import { formatNumber } from "../charts/index.ts";
import {
  missingSentence,
  type PaperParity,
  type PaperStatus,
  paperPage,
  paperParity,
  paperStatus,
  readPaperState,
  stopFile,
  tradePaper,
  yahooMarket,
} from "../deploy/index.ts";
import { hashFile } from "../files/index.ts";
import { closesOfTicker, findMarketSeries, type Panel, panelNotes, readUniverses } from "../market/index.ts";
import { certificateSentence, demandedBars, type LoadedBundle, loadBundle, predictDay } from "../model/index.ts";
import { CommandLineError } from "./commandLineError.ts";
import { count, FEATURE_OPTION, fraction, parseOptions, tickerList } from "./options.ts";
import { outputFile } from "./outputFile.ts";
import { PANEL_HELP, readPanelArgument } from "./panelArgument.ts";
import type { Call, Program } from "./program.ts";
import { UNIVERSE_HELP, universeList } from "./universeList.ts";

const share = fraction.or(z.coerce.number().pipe(z.literal(1)));
const NAME_IT = "name it; see --help";
const schema = z.object({
  market: z.string(NAME_IT),
  tickers: tickerList.optional(),
  universe: universeList.optional(),
  from: z.string(NAME_IT).transform(parseIsoDate),
  days: count,
  state: z.string(NAME_IT).min(1),
  capital: z.coerce.number().positive(),
  positions: count,
  exposure: share,
  dailyLoss: share,
  feature: z.array(z.string()),
});

const serveSchema = z.object({ port: z.coerce.number("give a number").int().min(0).max(65_535) });

const STATE_HELP = "the SQLite file of the state; run again, it goes on where it was";

/** `trident paper BUNDLE` trades sessions on paper; `trident paper status STATE` says how that stands. */
export function registerPaper(program: Program): void {
  program.add(
    "paper",
    "Trade sessions on paper, without Python, by the backtest's own rules; resumes. While there is a file STATE.stop nothing is ordered.",
    async (call, [folder], given) => {
      const options = parseOptions(schema, given);
      const [place, features] = [call.input(folder!), options.feature.map((file) => call.input(file))];
      const source = marketOf(call, options);
      const bundle = await loadBundle(place);
      const state = await outputFile(call.path(options.state), [place, options.market]);
      const { market, panel, asked } = await source(bundle, state, options.from);
      const spy = await findMarketSeries("spy", market, { closesOf: (ticker) => closesOfTicker(panel, ticker) });
      const { labels, certificate } = bundle.manifest;
      const traded: string[] = [];
      const record = await tradePaper({
        ...{ panel, state, from: options.from, days: options.days, dailyLoss: options.dailyLoss, spy: spy.closes },
        plan: {
          bundle: (await hashFile(join(place, "manifest.json"))).sha256,
          rule: labels,
          promise: certificate?.status === "pass" ? certificate.bound : null,
          certificate: certificate && certificateSentence(certificate),
          ...(asked === undefined ? {} : { universe: asked }),
        },
        account: { capital: options.capital, positions: options.positions, exposure: options.exposure },
        decide: (date) => predictDay(bundle, panel, { date, features, today: date }),
        onProgress: (done, total, date) => {
          traded.push(date!);
          call.progress(`session ${done} of ${total}: ${date}`);
        },
      });
      const status = paperStatus(record);
      const parity = paperParity(panel, record);
      // A replay of bars at hand pretends nothing; who trades day by day is told which days it was too late for.
      const late = asked === undefined ? [] : traded.filter((date) => date < isoDate(panel.calendar.at(-1)!));
      return {
        json: { state, ...status, parity, ...(asked === undefined ? {} : { late }) },
        text: [
          ...describe(status),
          ...(late.length === 0 ? [] : [lateSentence(late)]),
          certificate === null ? "Not certified: no decision could be judged." : certificateSentence(certificate),
          paritySentence(parity),
        ].join("\n"),
        failed: !parity.equal,
      };
    },
    (command) =>
      command
        .enablePositionalOptions()
        .argument("<bundle>", "the bundle's folder, of 'trident train'")
        .option(
          "--market <panel>",
          `${PANEL_HELP}, or yahoo: fetched into STATE.market, up to the last session that is over`,
        )
        .option("--tickers <list>", "with yahoo, these, separated by commas")
        .option("--universe <list>", `with yahoo, ${UNIVERSE_HELP}`)
        .option("--from <date>", "the first session")
        .option("--days <number>", "sessions from then on", "5")
        .option("--state <file>", STATE_HELP)
        .option("--capital <dollars>", "at the start", "100000")
        .option("--positions <number>", "positions at a time, at most", "10")
        .option("--exposure <share>", "of the equity that entries may bring what is invested to, at most", "1")
        .option("--daily-loss <share>", "of the equity; after a session that lost more nothing is ordered", "0.05")
        .option(...FEATURE_OPTION),
  );
  program.add(
    "paper status",
    "Say how paper trading stands: account, positions, orders, what was refused; also while it is trading.",
    async (call, [file]) => {
      const status = paperStatus(readPaperState(call.input(file!)));
      return { json: status, text: describe(status).join("\n") };
    },
    (command) => command.argument("<state>", STATE_HELP),
  );
  program.add(
    "paper serve",
    "Serve a page of the state on this machine alone: equity, signals, positions, orders; it follows the trading until Ctrl-C.",
    async (call, [file], given) => {
      const { port } = parseOptions(serveSchema, given);
      const state = call.input(file!);
      const stop = stopFile(state);
      const content = () => paperPage(paperStatus(readPaperState(state)), existsSync(stop));
      const page = await servePaper({ state, content, files: [state, `${state}-wal`, stop], port });
      call.progress(`Open ${page.address}\nCtrl-C ends it.`);
      if (!call.signal.aborted) await once(call.signal, "abort");
      await page.close();
      return { json: { state, address: page.address }, text: "It is no longer served." };
    },
    (command) =>
      command
        .argument("<state>", STATE_HELP)
        .option("--port <number>", "of 127.0.0.1; any that is free by default", "0"),
  );
}

type MarketOptions = Pick<z.infer<typeof schema>, "market" | "tickers" | "universe">;

/** What is traded on: bars at hand, or those of Yahoo, of lists that are told. */
function marketOf(call: Call, { market, tickers, universe }: MarketOptions) {
  const isNamed = tickers !== undefined || universe !== undefined;
  if (market !== "yahoo") {
    if (isNamed) {
      throw new CommandLineError("--tickers and --universe are of --market yahoo", {
        remedy: "Leave them out: all tickers of the panel are decided on.",
      });
    }
    const from = call.panel(market);
    return async (): Promise<{ market: string; panel: Panel; asked?: string }> => ({
      market: from,
      panel: await readPanelArgument(call, from, undefined),
    });
  }
  if (!isNamed) {
    throw new CommandLineError("no tickers were asked for", { remedy: "Give --tickers, --universe, or both." });
  }
  return async (bundle: LoadedBundle, state: string, from: number) => {
    const universes = universe ? await readUniverses(universe) : [];
    const byHand = [...new Set(tickers ?? [])].sort();
    const request = { state, universes, byHand, from, demanded: demandedBars(bundle.manifest) };
    const { file, panel, notes } = await yahooMarket(request, { signal: call.signal, progress: call.progress });
    for (const note of [...notes, ...panelNotes(panel)]) call.progress(note);
    return { market: file, panel, asked: [...universes.map(({ name }) => name), ...byHand].join(",") };
  };
}

function lateSentence(late: readonly string[]): string {
  const sessions = late.length === 1 ? `The session of ${late[0]} was` : `${late.length} sessions were`;
  return `${sessions} traded after the fact: the open of its orders was over before they were decided. A broker would have had none of them.`;
}

/** Loads what serves pages when one is served. */
async function servePaper({ state, ...options }: Omit<ServeLivePageOptions, "title" | "subtitle"> & { state: string }) {
  const { serveLivePage } = await import("trident-jupyter");
  return serveLivePage({ title: "Paper trading", subtitle: state, ...options }).catch((error: unknown) => {
    if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    throw new CommandLineError(`port ${options.port} is taken`, { remedy: "Name another one, or none." });
  });
}

function describe(status: PaperStatus): readonly string[] {
  const { from, date, equity, capital, cash, sessions, positions, open, refused, trades, promise } = status;
  if (date === null) return ["No session was traded yet."];
  return [
    `${from} to ${date}: ${sessions.length} sessions, ${dollars(equity)} of ${dollars(capital)} at the start (${formatNumber(equity / capital - 1, 2, "%")}), ${dollars(cash)} of it cash`,
    `${trades.length} trades, ${trades.filter(({ pnl }) => pnl > 0).length} of them won`,
    ...positions.map(
      ({ ticker, shares, entryPrice, close, target, floor, gain }) =>
        `${ticker}: ${formatNumber(shares, 2)} shares bought at ${entryPrice.toFixed(2)}, now ${close.toFixed(2)} (${dollars(gain)}); target ${target.toFixed(2)}, stop ${floor.toFixed(2)}`,
    ),
    ...open.map(
      ({ ticker, date: day, score }) => `${ticker}: ordered at the close of ${day}, ${formatNumber(score, 1, "%")}`,
    ),
    ...(refused.length > 0
      ? [`${refused.length} orders were refused, the last because ${refused.at(-1)!.reason}`]
      : []),
    ...(status.missing.length > 0 ? [missingSentence(status)] : []),
    ...sessions.slice(-1).flatMap(({ note }) => (note === null ? [] : [`Last session: ${note}`])),
    promise === null
      ? "The bundle promises no precision."
      : `The promise, more than ${formatNumber(promise.precision, 1, "%")} of trades win, ${promise.withdrawn ? "is withdrawn" : "stands"}: evidence against it ${formatNumber(promise.evidence, 2)} of 20, over ${promise.blocks} blocks.`,
  ];
}

function paritySentence({ sessions, largestDifference, equal }: PaperParity): string {
  return equal
    ? `The backtest of the same orders has the same equity at each of ${sessions} closes, to a cent.`
    : `NOT the backtest of the same orders: equity differs by up to ${dollars(largestDifference)}.`;
}

const dollars = (value: number): string => `${formatNumber(value, 2)} dollars`;
