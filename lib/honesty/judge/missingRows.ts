import { isoDate } from "trident-base";
import { delistedTickers } from "../../market/index.ts";
import { dateBlockBootstrap, sortByValue, studentTail } from "../../statistics/index.ts";
import { type Finding, finding, shownInterval } from "./finding.ts";
import type { JudgeSubject } from "./subject.ts";

/** The share of a ticker's sessions from which on a missing one is a gap, not the manner of the file. */
const COVERED = 0.9;
const FEWEST_GAPS = 20;
/** How low the mean rank of what followed gaps must lie below the middle, and how surely. */
const LIMIT = 0.05;
const LEVEL = 0.001;
/** Sessions before a delisted ticker's last bar from which on it lacks a tail. */
const TAIL = 5;

/**
 * Asks what followed the sessions that a file leaves out, of tickers of which it covers at least 90 %, between their first
 * and last prediction: returns of the horizon and of one bar, ranked among the day's. Missing ones that did worse were
 * chosen by the future. Tails of delisted tickers stand apart: nothing that came after them is known.
 */
export function missingRows(subject: JudgeSubject): readonly Finding[] {
  const { panel, predictions, horizon, ahead } = subject;
  const { score } = predictions;
  const { offsets, session } = panel;
  const counts = new Uint8Array(panel.rows);
  const gone = delistedTickers(panel);
  const tails: { readonly ticker: string; readonly sessions: number }[] = [];
  let [looked, gaps] = [0, 0];
  for (let t = 0; t < panel.tickers.length; t++) {
    let [from, to, scored] = [-1, -1, 0];
    for (let row = offsets[t]!; row < offsets[t + 1]!; row++) {
      if (Number.isNaN(score[row]!)) continue;
      if (from < 0) from = row;
      to = row;
      scored++;
    }
    if (from < 0) continue;
    const missing = offsets[t + 1]! - 1 - to;
    if (gone[t] === 1 && missing > TAIL && session[to]! < subject.last) {
      tails.push({ ticker: panel.tickers[t]!, sessions: missing });
    }
    if (scored < COVERED * (to - from + 1)) continue;
    looked++;
    gaps += to - from + 1 - scored;
    counts.fill(1, from, to + 1);
  }
  return [gapFinding(), tailFinding()];

  function gapFinding(): Finding {
    const id = "missing_rows";
    const numbers = { tickers: looked, gaps };
    if (looked === 0) {
      const sentence = `No ticker has predictions on ${100 * COVERED} % of its sessions: which rows were left out cannot be asked.`;
      return finding("can_it_be", "leak", { id, sentence, numbers });
    }
    if (gaps < FEWEST_GAPS) {
      const sentence = `${gaps} sessions are missing inside ${looked} well-covered tickers: too few to ask what followed them.`;
      return finding("can_it_be", "leak", { id, sentence, numbers });
    }
    const found = [...new Set([horizon, 1])].map((bars) => {
      const { ret, known } = ahead(bars);
      const ranked = ranksWithinSession(
        panel.session,
        panel.calendar.length,
        ret,
        (row) => counts[row] === 1 && known[row] === 1,
      );
      const rows = [...ranked.keys()].filter((row) => !Number.isNaN(ranked[row]!) && Number.isNaN(score[row]!));
      if (rows.length < FEWEST_GAPS) return { bars, below: 0, p: 1, low: Number.NaN, high: Number.NaN };
      const { estimate, standardError, blocks, low, high } = dateBlockBootstrap({
        session: rows.map((row) => panel.session[row]!),
        columns: [rows.map((row) => ranked[row]! - 0.5), rows.map(() => 1)],
        statistic: ([sum, n]) => sum! / n!,
        ...{ overlap: bars, seed: "missing rows", draws: 500 },
      });
      const p = studentTail((-estimate - LIMIT) / standardError, blocks - 1);
      return { bars, below: estimate, p: Number.isNaN(p) ? 1 : p, low, high };
    });
    const worst = found.reduce((a, b) => (b.p < a.p ? b : a));
    const passed = worst.p * found.length >= LEVEL;
    const place = `the returns of the next ${worst.bars === 1 ? "bar" : `${worst.bars} bars`} rank ${shownInterval(worst.below, worst.low, worst.high, 2)} from the middle of their day`;
    return finding("can_it_be", "leak", {
      ...{ id, passed, value: worst.below, interval: [worst.low, worst.high], numbers },
      sentence: passed
        ? `${gaps} sessions are missing inside ${looked} well-covered tickers; ${place}: no sign that the future chose them.`
        : `Rows are missing where the future was bad: of ${gaps} sessions left out inside ${looked} well-covered tickers ${place}. Whoever left them out knew what came.`,
    });
  }

  function tailFinding(): Finding {
    const all = gone.reduce((sum, each, t) => {
      const last = offsets[t + 1]! - 1;
      return sum + (each === 1 && session[last]! >= subject.first && session[last]! <= subject.last ? 1 : 0);
    }, 0);
    const shown = tails.slice(0, 3).map(({ ticker, sessions }) => {
      const end = panel.date[offsets[panel.tickers.indexOf(ticker) + 1]! - 1]!;
      return `${ticker} (${sessions} sessions to ${isoDate(end)})`;
    });
    return finding("can_it_be", "shown", {
      ...{ id: "delisted_tails", passed: tails.length === 0 },
      numbers: { delisted: all, without_tail: tails.length },
      sentence:
        tails.length === 0
          ? `Of ${all} tickers that were delisted on the way none lacks its last sessions.`
          : `${tails.length} of ${all} delisted tickers have no predictions in their last sessions: ${shown.join(", ")}${tails.length > 3 ? ", ..." : ""}. Their losses are in no figure here.`,
    });
  }
}

/** The place of each row's value among its session's, 0 to 1, (rank - 1/2) / rows; NaN for rows that do not count. */
function ranksWithinSession(
  session: Int32Array,
  sessions: number,
  value: Float64Array,
  isIn: (row: number) => boolean,
): Float64Array {
  const days: number[][] = Array.from({ length: sessions }, () => []);
  for (let row = 0; row < value.length; row++) if (isIn(row)) days[session[row]!]!.push(row);
  const ranks = new Float64Array(value.length).fill(Number.NaN);
  for (const day of days) {
    const rows = Uint32Array.from(day);
    sortByValue(rows, value);
    for (const [k, row] of rows.entries()) ranks[row] = (k + 0.5) / rows.length;
  }
  return ranks;
}
