import { isoDate } from "trident-base";
import type { ExitRule } from "../../backtest/index.ts";
import { type Panel, readKeyed, rowsOfBars } from "../../market/index.ts";
import { JudgeError } from "./finding.ts";
import type { BroughtTrades } from "./readTrades.ts";

/** Scores that were made anywhere, on bars of a panel. */
export interface Predictions {
  readonly file: string;
  /** Rows of the panel that have a score, ascending. */
  readonly rows: Uint32Array;
  /** By row of the panel; NaN without one. Higher is better. */
  readonly score: Float64Array;
  /** The fold that a row was predicted in, by row of the panel; undefined where the file names none. */
  readonly fold: ((row: number) => string | undefined) | undefined;
  /** The last decision that a row's model was trained on, days since 1970-01-01, by row of the panel; NaN unknown. */
  readonly trainedUntil: Float64Array | undefined;
  /** How a row is left where the file decides to buy it, by row of the panel; undefined where the file decides nothing. */
  readonly rules: ReadonlyMap<number, ExitRule> | undefined;
  /** Rows of the file, and those of them that are passed over. */
  readonly rowsOfFile: number;
  readonly unscored: number;
  readonly strange: StrangeRows;
  /** Where the file has trades, whose decisions these are; their scores say nothing. */
  readonly trades?: BroughtTrades;
}

/** Rows that have no bar in the panel. */
export interface StrangeRows {
  readonly tickers: readonly string[];
  readonly ofOtherTickers: number;
  /** On days that are no session of the panel, within its calendar: a weekend, a holiday. */
  readonly offSession: number;
  readonly beyondCalendar: number;
  /** On sessions in which the ticker has no bar. */
  readonly withoutBar: number;
  /** One of those off session, as a person finds it. */
  readonly example: string | null;
}

const COLUMNS = { score: "number" } as const;
const OPTIONAL = {
  fold: "text",
  trained_until: "date",
  profit: "number",
  stop: "number",
  horizon: "number",
} as const;
type Column = keyof typeof COLUMNS | keyof typeof OPTIONAL;

/** Sessions and scored rows below which nothing can be judged. */
const FEWEST_SESSIONS = 60;

/**
 * Reads predictions from a Parquet or CSV file: ticker, date and score, and if there fold, trained_until, and the decision
 * columns profit, stop and horizon, which are all there in the rows that are bought. Qlib's names (`instrument`,
 * `datetime`) are understood. Rows without a score or a bar of the panel are passed over and counted.
 *
 * @throws JudgeError naming file, ticker and date: a value that is not what its column holds, a row twice, a decision
 * that is none, too few rows on bars of the panel, or scores that are all the same.
 */
export async function readPredictions(panel: Panel, file: string): Promise<Predictions> {
  const table = await readKeyed<Column>(file, {
    ...{ rows: "Predictions", columns: COLUMNS, optional: OPTIONAL, Fault: JudgeError },
    aliases: { ticker: ["instrument", "symbol"], date: ["datetime"], score: ["prediction", "pred"] },
  });
  const where = (i: number): string[] => [file, table.names[table.ticker[i]!]!, isoDate(table.date[i]!)];
  const given = table.columns.get("score")!;
  const score = new Float64Array(panel.rows).fill(Number.NaN);
  const seen = new Uint8Array(panel.rows);
  const folds = table.columns.get("fold");
  const fold = folds && new Int32Array(panel.rows).fill(-1);
  const until = table.columns.get("trained_until");
  const trainedUntil = until && new Float64Array(panel.rows).fill(Number.NaN);
  const ruleOf = rulesOf(table.columns);
  const rules = ruleOf && new Map<number, ExitRule>();
  const rowOf = rowsOfBars(panel, table);
  let unscored = 0;
  for (let i = 0; i < rowOf.length; i++) {
    const row = rowOf[i]!;
    if (row < 0) continue;
    if (seen[row] === 1) throw new JudgeError("two predictions for one bar", { where: where(i), remedy: "Keep one." });
    seen[row] = 1;
    if (!Number.isFinite(given[i]!)) {
      unscored++;
      continue;
    }
    score[row] = given[i]!;
    if (fold && !Number.isNaN(folds[i]!)) fold[row] = folds[i]!;
    if (trainedUntil) trainedUntil[row] = until[i]!;
    const rule = ruleOf?.(i);
    if (!rule) continue;
    const fault = faultOf(rule);
    if (fault) throw new JudgeError(fault, { where: where(i), remedy: "Leave all three out where nothing is bought." });
    rules?.set(row, rule);
  }
  const rows = Uint32Array.from(seen.keys()).filter((row) => !Number.isNaN(score[row]!));
  if (rows.length === 0 && unscored > 0) {
    throw new JudgeError("no prediction on a bar of the market has a score that is a number", {
      where: [file, panel.origin.source],
      remedy: "Give finite numbers, higher for what is expected to do better.",
    });
  }
  checkRows(panel, file, rows, score);
  const names = table.texts.get("fold");
  return {
    ...{ file, rows, score, trainedUntil, unscored, rowsOfFile: table.rows },
    rules: rules && rules.size > 0 ? rules : undefined,
    fold: fold && names && ((row) => names[fold[row]!]),
    strange: strangeRows(panel, table, rowOf),
  };
}

function rulesOf(columns: ReadonlyMap<Column, Float64Array>): ((i: number) => ExitRule | undefined) | undefined {
  const [profit, stop, horizon] = (["profit", "stop", "horizon"] as const).map((name) => columns.get(name));
  if (!profit || !stop || !horizon) return undefined;
  return (i) => {
    const rule = { profit: profit[i]!, stop: stop[i]!, horizon: horizon[i]! };
    return Object.values(rule).some(Number.isNaN) ? undefined : rule;
  };
}

function faultOf({ profit, stop, horizon }: ExitRule): string | undefined {
  if (!(profit > 0)) return `profit is ${profit}, not a fraction above 0`;
  if (!(stop > 0 && stop <= 1)) return `stop is ${stop}, not above 0 and 1 at most`;
  if (!(Number.isInteger(horizon) && horizon > 0 && horizon <= 252)) return `horizon is ${horizon}, not 1 to 252 bars`;
  return undefined;
}

function checkRows(panel: Panel, file: string, rows: Uint32Array, score: Float64Array): void {
  const { session, origin } = panel;
  if (rows.length === 0) {
    throw new JudgeError("none of the predictions belongs to a bar of the market", {
      where: [file, origin.source],
      remedy: "Write tickers and dates as the market has them; a date is the day at whose close the score is known.",
    });
  }
  const sessions = new Set(Array.from(rows, (row) => session[row]!)).size;
  if (sessions < FEWEST_SESSIONS) {
    throw new JudgeError(`the predictions are of ${sessions} sessions`, {
      where: [file],
      remedy: `Give at least ${FEWEST_SESSIONS}: fewer say nothing.`,
    });
  }
  const first = score[rows[0]!]!;
  if (rows.every((row) => score[row] === first)) {
    throw new JudgeError(`every score is ${first}`, { where: [file], remedy: "Give scores that tell rows apart." });
  }
}

/** What rows of a file that have no bar, -1, lie on instead. */
export function strangeRows(
  { tickers, calendar }: Panel,
  table: { readonly names: readonly string[]; readonly ticker: Int32Array; readonly date: Int32Array },
  rowOf: Int32Array,
): StrangeRows {
  const known = new Set(tickers);
  const sessions = new Set(calendar);
  const others = new Set<string>();
  const counts = { ofOtherTickers: 0, offSession: 0, beyondCalendar: 0, withoutBar: 0 };
  let example: string | null = null;
  for (let i = 0; i < rowOf.length; i++) {
    if (rowOf[i]! >= 0) continue;
    const [name, day] = [table.names[table.ticker[i]!]!, table.date[i]!];
    if (!known.has(name)) {
      others.add(name);
      counts.ofOtherTickers++;
    } else if (day < calendar[0]! || day > calendar.at(-1)!) counts.beyondCalendar++;
    else if (sessions.has(day)) counts.withoutBar++;
    else {
      counts.offSession++;
      example ??= `${name}, ${isoDate(day)}`;
    }
  }
  return { tickers: [...others].sort(), ...counts, example };
}
