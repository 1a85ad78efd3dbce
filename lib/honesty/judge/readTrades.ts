import { isoDate } from "trident-base";
import { type ExitRule, type Prices, pricesOf } from "../../backtest/index.ts";
import { type Panel, readKeyed, rowsOfBars } from "../../market/index.ts";
import { JudgeError } from "./finding.ts";
import { type Predictions, strangeRows } from "./readPredictions.ts";

/** What a file of trades says that scores do not. */
export interface BroughtTrades {
  /** The trades that are judged: entry and exit lie on bars. Rows of the panel, and the return that the file states. */
  readonly entryRow: Int32Array;
  readonly exitRow: Int32Array;
  readonly ret: Float64Array;
  /** Which prices of their bars the stated returns come nearest to; of the entry undefined where they do not tell. */
  readonly entered: FillTime | undefined;
  readonly left: FillTime;
  /** Trades that share ticker and decision with one that lasts longer, and are judged as that one. */
  readonly merged: number;
  /** Trades entered at the open of their ticker's first bar, before which nobody could decide. */
  readonly undecided: number;
  /** Most trades held at a time. */
  readonly mostAtOnce: number;
}

type FillTime = "open" | "close";

/** Trades and sessions below which nothing can be judged. */
const FEWEST = 20;
const FEWEST_SESSIONS = 60;
/** An entry is at the open only where that explains the returns at least twice as well as the close does. */
const CLEARLY = 0.5;

/**
 * Reads trades from a Parquet or CSV file: ticker, entry_date, exit_date, ret (a fraction, 0.02 for 2 %) and, if there,
 * trained_until; each is a buy. They become decisions that the backtest trades by its own fills and costs: taken at the
 * close before an entry at the open, at the entry's own close otherwise, and left at the close of the exit's bar, or of
 * the one before where the file leaves at opens. Whether it fills at opens or closes is told by the stated returns.
 *
 * @throws JudgeError naming file, ticker and date: a value that is not what its column holds, an exit before its entry, a
 * return of -100 % or less, too few trades on bars of the panel.
 * ```ts
 * const trades = await readTrades(panel, "trades.csv");
 * const { verdict } = await judgePredictions(panel, trades, { trials: 20 });
 * ```
 */
export async function readTrades(panel: Panel, file: string): Promise<Predictions> {
  const table = await readKeyed<"exit_date" | "ret" | "trained_until">(file, {
    ...{ rows: "Trades", columns: { exit_date: "date", ret: "number" }, optional: { trained_until: "date" } },
    ...{ aliases: { ticker: ["symbol", "instrument"], date: ["entry_date"], ret: ["return"] }, Fault: JudgeError },
  });
  const [exits, rets] = [table.columns.get("exit_date")!, table.columns.get("ret")!];
  const until = table.columns.get("trained_until");
  const where = (i: number): string[] => [file, table.names[table.ticker[i]!]!, isoDate(table.date[i]!)];
  const isOpen = (i: number): boolean => Number.isNaN(exits[i]!) || !Number.isFinite(rets[i]!);
  for (let i = 0; i < table.rows; i++) {
    if (isOpen(i)) continue;
    if (exits[i]! < table.date[i]!) {
      throw new JudgeError(`a trade is left on ${isoDate(exits[i]!)}, before it is entered`, { where: where(i) });
    }
    if (rets[i]! <= -1) {
      const remedy = "Give fractions, -0.02 for a loss of 2 %; who buys cannot lose more than all.";
      throw new JudgeError(`a trade returns ${rets[i]}`, { where: where(i), remedy });
    }
  }
  const entryRows = rowsOfBars(panel, table);
  const date = table.date.map((day, i) => (entryRows[i]! < 0 || isOpen(i) ? day : exits[i]!));
  const exitRows = rowsOfBars(panel, { ...table, date });
  const lies = (i: number): boolean => entryRows[i]! >= 0 && exitRows[i]! >= 0;
  const places = Array.from(table.ticker.keys()).filter((i) => lies(i) && !isOpen(i));
  if (places.length < FEWEST) {
    throw new JudgeError(`${places.length} of ${table.rows} trades have an entry and an exit on bars of the market`, {
      where: [file, panel.origin.source],
      remedy: `Give at least ${FEWEST}, with tickers and dates as the market has them: fewer say nothing.`,
    });
  }
  const traded = {
    entryRow: Int32Array.from(places, (i) => entryRows[i]!),
    exitRow: Int32Array.from(places, (i) => exitRows[i]!),
    ret: Float64Array.from(places, (i) => rets[i]!),
  };
  const { entered, left } = fillTimes(pricesOf(panel), traded);
  const firsts = new Set(panel.offsets);
  const rules = new Map<number, ExitRule>();
  const trainedUntil = until && new Float64Array(panel.rows).fill(Number.NaN);
  let [merged, undecided] = [0, 0];
  for (const [k, i] of places.entries()) {
    const entry = traded.entryRow[k]!;
    if (entered === "open" && firsts.has(entry)) {
      undecided++;
      continue;
    }
    const row = entered === "open" ? entry - 1 : entry;
    const horizon = Math.max(1, traded.exitRow[k]! - row - (left === "open" ? 1 : 0));
    const known = rules.get(row);
    if (known) merged++;
    rules.set(row, { profit: Number.POSITIVE_INFINITY, stop: 1, horizon: Math.max(horizon, known?.horizon ?? 0) });
    // Of trades that are judged as one the latest training counts.
    if (trainedUntil) trainedUntil[row] = known ? Math.max(trainedUntil[row]!, until[i]!) : until[i]!;
  }
  const rows = Uint32Array.from(rules.keys()).sort();
  const spanned = spanOf(panel, traded);
  if (spanned < FEWEST_SESSIONS) {
    throw new JudgeError(`the trades span ${spanned} sessions`, {
      where: [file],
      remedy: `Give at least ${FEWEST_SESSIONS}: fewer say nothing.`,
    });
  }
  const score = new Float64Array(panel.rows).fill(Number.NaN);
  for (const row of rows) score[row] = 0;
  const unscored = Array.from(table.ticker.keys()).filter((i) => entryRows[i]! >= 0 && isOpen(i)).length;
  return {
    ...{ file, rows, score, trainedUntil, rules, fold: undefined, rowsOfFile: table.rows, unscored },
    strange: strangeRows(
      panel,
      { names: table.names, ticker: table.ticker, date },
      entryRows.map((row, i) => (lies(i) || (row >= 0 && isOpen(i)) ? row : -1)),
    ),
    trades: { ...traded, entered, left, merged, undecided, mostAtOnce: mostAtOnce(panel, traded) },
  };
}

type Traded = Pick<BroughtTrades, "entryRow" | "exitRow" | "ret">;

/** The pair of fills, at opens or closes, from which the stated returns lie least far, by the median trade. */
function fillTimes(prices: Prices, { entryRow, exitRow, ret }: Traded): Pick<BroughtTrades, "entered" | "left"> {
  const times = ["open", "close"] as const;
  const pairs = times.flatMap((entered) =>
    times.map((left) => {
      const gaps = ret.map((stated, k) => {
        const bars = prices[left][exitRow[k]!]! / prices[entered][entryRow[k]!]!;
        return Math.abs(Math.log((1 + stated) / bars));
      });
      return { entered, left, gap: gaps.sort()[gaps.length >> 1]! };
    }),
  );
  const best = (all: typeof pairs) => all.reduce((a, b) => (b.gap < a.gap ? b : a));
  const [atOpen, atClose] = times.map((time) => best(pairs.filter(({ entered }) => entered === time)));
  if (atOpen!.gap < CLEARLY * atClose!.gap) return { entered: "open", left: atOpen!.left };
  return { entered: atClose!.gap < CLEARLY * atOpen!.gap ? "close" : undefined, left: atClose!.left };
}

function spanOf({ session }: Panel, { entryRow, exitRow }: Traded): number {
  const first = entryRow.reduce((a, row) => Math.min(a, session[row]!), Number.POSITIVE_INFINITY);
  return exitRow.reduce((b, row) => Math.max(b, session[row]!), 0) - first + 1;
}

function mostAtOnce({ session, calendar }: Panel, { entryRow, exitRow }: Traded): number {
  const change = new Int32Array(calendar.length + 1);
  for (const [k, row] of entryRow.entries()) {
    change[session[row]!]!++;
    change[session[exitRow[k]!]! + 1]!--;
  }
  let [held, most] = [0, 0];
  for (const by of change) {
    held += by;
    most = Math.max(most, held);
  }
  return most;
}
