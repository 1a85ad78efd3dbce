import { escapeHtml } from "trident-base";
import { COLOURS, type Figure, figure, formatNumber, htmlTable, type TableColumn } from "../charts/index.ts";
import type { Signal } from "../model/index.ts";
import type { PaperStatus } from "./paperStatus.ts";

/** What the page of a state shows: HTML by section, figures by the element that they are drawn in. */
export interface PaperPage {
  readonly sections: Readonly<Record<string, string>>;
  readonly figures: Readonly<Record<string, Figure>>;
  /** The last session in a sentence. */
  readonly said: string;
}

/** Rows of a table at most; what is left out is counted. */
const MOST = 100;
/** Reasons of a signal that are told. */
const REASONS = 3;

/**
 * A state of paper trading as a page: account, equity beside SPY, the day's signals with their reasons, positions, orders,
 * what was refused and why, trades, and the certificate.
 *
 * @param isStopped true while the kill switch is on.
 */
export function paperPage(status: PaperStatus, isStopped: boolean): PaperPage {
  return {
    sections: {
      account: accountOf(status, isStopped),
      equity: equityOf(status),
      signals: signalsOf(status),
      positions: positionsOf(status),
      orders: ordersOf(status),
      refused: refusedOf(status),
      trades: tradesOf(status),
      certificate: certificateOf(status),
    },
    figures: { "equity-figure": equityFigure(status) },
    said: lastSession(status),
  };
}

function lastSession({ date, equity, capital, open, sessions }: PaperStatus): string {
  if (date === null) return "No session was traded yet.";
  const note = sessions.at(-1)!.note;
  return `Session of ${date}: equity ${dollars(equity)}, ${signed(equity / capital - 1)} since the start, ${counted(open.length, "order")} for the next open.${note === null ? "" : ` ${sentence(note)}`}`;
}

function accountOf(status: PaperStatus, isStopped: boolean): string {
  const { equity, capital, cash, sessions, positions, trades, date, from } = status;
  const last = sessions.at(-1);
  const won = trades.filter(({ pnl }) => pnl > 0).length;
  const today = sessions.length < 2 ? null : equity / sessions.at(-2)!.equity - 1;
  const spy = spyGrowth(status);
  const facts: readonly (readonly [string, string, string])[] = [
    ["Equity", dollars(equity), `${signed(equity / capital - 1)} since ${from}`],
    ["Last session", today === null ? "–" : signed(today), date ?? "none yet"],
    ["SPY", spy === null ? "–" : signed(spy), "since the same close"],
    ["Invested", formatNumber(last?.exposure ?? 0, 1, "%"), `${dollars(cash)} in cash`],
    ["Positions", formatNumber(positions.length), counted(status.open.length, "open order")],
    ["Trades", formatNumber(trades.length), `${formatNumber(won)} of them won`],
  ];
  const notices = [
    ...(isStopped ? ["The kill switch is on: nothing is ordered while its file is there."] : []),
    ...(status.promise?.withdrawn ? ["The certificate's promise is withdrawn: its trades do not win as often."] : []),
    ...(status.missing.length > 0 ? [missingSentence(status)] : []),
    ...(last?.note ? [`Last session: ${sentence(last.note)}`] : []),
  ];
  return `<h2>Account</h2>
${notices.map((text) => `<p class="notice">${escapeHtml(text)}</p>`).join("\n")}
<dl class="figures">${facts
    .map(([name, value, under]) => `<div><dt>${name}</dt><dd>${value}<span class="under">${under}</span></dd></div>`)
    .join("")}</dl>`;
}

function equityOf(status: PaperStatus): string {
  const { sessions } = status;
  const label = `Equity and SPY since the start, a point a session. ${lastSession(status)}`;
  const columns: readonly TableColumn<PaperStatus["sessions"][number]>[] = [
    { title: "session", value: ({ date }) => date },
    { title: "equity", value: ({ equity }) => equity, digits: 2 },
    { title: "cash", value: ({ cash }) => cash, digits: 2 },
    { title: "invested", value: ({ exposure }) => exposure, digits: 1, unit: "%" },
    { title: "decided on", value: (each) => each.signals },
    { title: "left out", value: ({ leftOut }) => leftOut },
    { title: "SPY", value: ({ spy }) => spy, digits: 2 },
  ];
  // A group, not an image: the figure has buttons of its own.
  return `<h2>Equity beside SPY</h2>
<figure class="plot"><div class="canvas" id="equity-figure" role="group" aria-label="${escapeHtml(label)}"></div></figure>
<details id="sessions"><summary>${counted(sessions.length, "session")} as a table</summary>
${tableOf("sessions-table", "Sessions, the last first", sessions.toReversed(), columns)}</details>`;
}

/** That the panel lacks sessions of the exchange, as a sentence. */
export function missingSentence({ missing }: Pick<PaperStatus, "missing">): string {
  const lacks =
    missing.length === 1 ? `the session of ${missing[0]}` : `${missing.length} sessions, the first ${missing[0]}`;
  return `The bars lack ${lacks} of the exchange: what was due then was traded at the next one.`;
}

/** The change of SPY from the first close at which it is known to the last. */
function spyGrowth({ sessions }: PaperStatus): number | null {
  const known = sessions.flatMap(({ spy }) => (spy === null ? [] : [spy]));
  return known.length < 2 ? null : known.at(-1)! / known[0]! - 1;
}

function equityFigure({ sessions, capital }: PaperStatus): Figure {
  const x = sessions.map(({ date }) => date);
  const first = sessions.find(({ spy }) => spy !== null)?.spy ?? null;
  const line = (name: string, y: readonly (number | null)[], color: string, width: number) => ({
    ...{ type: "scatter", mode: sessions.length < 30 ? "lines+markers" : "lines", x, y, name },
    line: { color, width },
  });
  return figure(
    [
      line(
        "this account",
        sessions.map(({ equity }) => equity / capital - 1),
        COLOURS.honest,
        2.5,
      ),
      ...(first === null
        ? []
        : [
            line(
              "SPY",
              sessions.map(({ spy }) => spy && spy / first - 1),
              COLOURS.published,
              1.5,
            ),
          ]),
    ],
    "Change since the start",
    {
      height: 340,
      yaxis: { tickformat: "+.2%", automargin: true, nticks: 6 },
      xaxis: { type: "date", nticks: 5, tickformat: "%-d %b" },
      hovermode: "x unified",
    },
  );
}

function signalsOf({ decided, date, sessions }: PaperStatus): string {
  const head = `<h2>Signals${date === null ? "" : ` of ${date}`}</h2>`;
  if (decided === null) {
    const why = sessions.at(-1)?.note;
    return `${head}<p>${escapeHtml(why ? sentence(why) : "Nothing was decided yet.")}</p>`;
  }
  const sorted = decided.signals.toSorted((a, b) => b.probability - a.probability);
  const bought = sorted.filter(({ decision }) => decision === "BUY").length;
  const columns: readonly TableColumn<Signal>[] = [
    { title: "ticker", value: ({ ticker }) => ticker },
    { title: "decision", value: ({ decision }) => decision },
    { title: "probability", value: ({ probability }) => probability, digits: 1, unit: "%" },
    { title: "close", value: ({ close }) => close, digits: 2 },
    { title: "target", value: ({ target }) => target, digits: 2 },
    { title: "stop", value: ({ stop }) => stop, digits: 2 },
    { title: "bars", value: ({ horizon }) => horizon },
    { title: "cluster", value: ({ cluster }) => cluster },
    { title: "why", value: ({ why }) => reasonsOf(why) },
  ];
  const reasons = Map.groupBy(decided.leftOut, ({ why }) => why);
  const left = [...reasons].toSorted(([, a], [, b]) => b.length - a.length);
  return `${head}
<p>${counted(bought, "ticker")} of ${decided.signals.length} are bought at the next open. A reason is an input with its value and how far it moved the logit of the probability.</p>
${tableOf("signals-table", "Signals, the likeliest first", sorted, columns)}
${
  left.length === 0
    ? ""
    : `<details id="left-out"><summary>${counted(decided.leftOut.length, "ticker")} without a signal</summary>
${tableOf("left-out-table", "Tickers without a signal", left, [
  { title: "reason", value: ([why]) => why },
  { title: "tickers", value: ([, all]) => all.length },
  { title: "such as", value: ([, all]) => some(all.map(({ ticker }) => ticker)) },
])}</details>`
}`;
}

function reasonsOf(why: Signal["why"]): string {
  if (why === null) return "";
  return why
    .slice(0, REASONS)
    .map(({ input, value, contribution }) => {
      const given = value === null ? "missing" : formatNumber(value, 3);
      return `${input} ${given} (${contribution > 0 ? "+" : ""}${formatNumber(contribution, 2)})`;
    })
    .join(", ");
}

function positionsOf({ positions }: PaperStatus): string {
  return `<h2>Positions</h2>
${tableOf("positions-table", "Positions", positions, [
  { title: "ticker", value: ({ ticker }) => ticker },
  { title: "shares", value: ({ shares }) => shares, digits: 2 },
  { title: "bought", value: ({ entryDate }) => entryDate },
  { title: "at", value: ({ entryPrice }) => entryPrice, digits: 2 },
  { title: "now", value: ({ close }) => close, digits: 2 },
  { title: "gain", value: ({ gain }) => gain, digits: 2 },
  { title: "target", value: ({ target }) => finite(target), digits: 2 },
  { title: "stop", value: ({ floor }) => (floor > 0 ? floor : null), digits: 2 },
  { title: "bars at most", value: ({ horizon }) => horizon },
])}`;
}

function ordersOf({ open }: PaperStatus): string {
  return `<h2>Orders for the next open</h2>
${tableOf("orders-table", "Open orders", open, [
  { title: "ticker", value: ({ ticker }) => ticker },
  { title: "ordered", value: ({ date }) => date },
  { title: "probability", value: ({ score }) => score, digits: 1, unit: "%" },
  { title: "cluster", value: ({ cluster }) => cluster },
])}`;
}

function refusedOf({ refused, lapsed }: PaperStatus): string {
  const all = [
    ...refused.map((order) => ({ ...order, what: "refused" })),
    ...lapsed.map((order) => ({ ...order, what: "not filled" })),
  ].toSorted((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : 0));
  return `<h2>Refused, or not filled</h2>
<p>${counted(refused.length, "order")} refused by the limits, ${formatNumber(lapsed.length)} not filled.</p>
${tableOf("refused-table", "Orders that were refused or not filled, the last first", all, [
  { title: "ticker", value: ({ ticker }) => ticker },
  { title: "ordered", value: ({ date }) => date },
  { title: "outcome", value: ({ what }) => what },
  { title: "why", value: ({ reason }) => reason ?? "" },
])}`;
}

function tradesOf({ trades }: PaperStatus): string {
  return `<h2>Trades</h2>
${tableOf("trades-table", "Trades, the last first", trades.toReversed(), [
  { title: "ticker", value: ({ ticker }) => ticker },
  { title: "bought", value: ({ entryDate }) => entryDate },
  { title: "at", value: ({ entryPrice }) => entryPrice, digits: 2 },
  { title: "sold", value: ({ exitDate }) => exitDate },
  { title: "for", value: ({ exitPrice }) => exitPrice, digits: 2 },
  { title: "by", value: ({ end }) => end },
  { title: "costs", value: ({ costs }) => costs, digits: 2 },
  { title: "gain", value: ({ pnl }) => pnl, digits: 2 },
])}`;
}

function certificateOf({ certificate, promise }: PaperStatus): string {
  const chip =
    promise === null
      ? '<span class="chip lacks-data">no promise</span>'
      : promise.withdrawn
        ? '<span class="chip fail">withdrawn</span>'
        : '<span class="chip pass">stands</span>';
  const watched =
    promise === null
      ? "The bundle promises no precision, so there is nothing to be kept."
      : `Promised: more than ${formatNumber(promise.precision, 1, "%")} of trades win. Evidence against it, over ${counted(promise.blocks, "block")} that ${promise.blocks === 1 ? "is" : "are"} over: ${formatNumber(promise.evidence, 2)}; at 20 the promise is withdrawn, which a true one is in at most one of 20 cases.`;
  return `<h2>Certificate</h2>
<p>${chip}</p>
<p>${escapeHtml(watched)}</p>
<p>${escapeHtml(certificate ?? "Not certified: no decision of the bundle could be judged.")}</p>`;
}

/** A table that scrolls by itself; longer ones are cut, and that is said. */
function tableOf<Row>(id: string, name: string, rows: readonly Row[], columns: readonly TableColumn<Row>[]): string {
  if (rows.length === 0) return "<p>None.</p>";
  const cut = rows.length > MOST ? `<p>The first ${MOST} of ${formatNumber(rows.length)} are shown.</p>` : "";
  return `${cut}<div class="table" id="${id}" tabindex="0" role="region" aria-label="${escapeHtml(name)}">${htmlTable(rows.slice(0, MOST), columns)}</div>`;
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
const dollars = (value: number): string => `$${formatNumber(value, 2)}`;
const signed = (share: number): string => `${share > 0 ? "+" : ""}${formatNumber(share, 2, "%")}`;
const counted = (count: number, what: string): string => `${formatNumber(count)} ${what}${count === 1 ? "" : "s"}`;
const some = (names: readonly string[]): string => names.slice(0, 5).join(", ") + (names.length > 5 ? ", ..." : "");
const sentence = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
