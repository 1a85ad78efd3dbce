import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseIsoDate } from "trident-base";
import type { ServeLivePageOptions } from "trident-jupyter";
import { z } from "zod";
import { formatNumber } from "../charts/index.ts";
import {
  type PaperParity,
  type PaperStatus,
  paperPage,
  paperParity,
  paperStatus,
  readPaperState,
  stopFile,
  tradePaper,
} from "../deploy/index.ts";
import { hashFile } from "../files/index.ts";
import { closesOfTicker, findMarketSeries } from "../market/index.ts";
import { certificateSentence, loadBundle, predictDay } from "../model/index.ts";
import { CommandLineError } from "./commandLineError.ts";
import { count, FEATURE_OPTION, fraction, parseOptions } from "./options.ts";
import { outputFile } from "./outputFile.ts";
import { PANEL_HELP, readPanelArgument } from "./panelArgument.ts";
import type { Program } from "./program.ts";

const share = fraction.or(z.coerce.number().pipe(z.literal(1)));
const NAME_IT = "name it; see --help";
const schema = z.object({
  market: z.string(NAME_IT),
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
      const [place, market] = [call.input(folder!), call.panel(options.market)];
      const features = options.feature.map((file) => call.input(file));
      const bundle = await loadBundle(place);
      const panel = await readPanelArgument(call, market, undefined);
      const state = await outputFile(call.path(options.state), [place, market]);
      const spy = await findMarketSeries("spy", market, { closesOf: (ticker) => closesOfTicker(panel, ticker) });
      const { labels, certificate } = bundle.manifest;
      const record = await tradePaper({
        ...{ panel, state, from: options.from, days: options.days, dailyLoss: options.dailyLoss, spy: spy.closes },
        plan: {
          bundle: (await hashFile(join(place, "manifest.json"))).sha256,
          rule: labels,
          promise: certificate?.status === "pass" ? certificate.bound : null,
          certificate: certificate && certificateSentence(certificate),
        },
        account: { capital: options.capital, positions: options.positions, exposure: options.exposure },
        decide: (date) => predictDay(bundle, panel, { date, features, today: date }),
        onProgress: (done, total, date) => call.progress(`session ${done} of ${total}: ${date}`),
      });
      const status = paperStatus(record);
      const parity = paperParity(panel, record);
      return {
        json: { state, ...status, parity },
        text: [
          ...describe(status),
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
        .option("--market <panel>", PANEL_HELP)
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
