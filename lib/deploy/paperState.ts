import { existsSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { SavedPosition } from "../backtest/index.ts";
import { openSqlite, openSqliteToRead, type SqliteKind, transaction } from "../files/index.ts";
import type { DaySignals } from "../model/index.ts";
import { PaperError } from "./paperError.ts";
import type { PaperPlan } from "./paperPlan.ts";

/** What became of an order. Open ones wait for their ticker's next bar. */
export type OrderStatus = "open" | "filled" | "lapsed" | "refused";

/** A decision to buy. Dates are days since 1970-01-01. */
export interface PaperOrder {
  readonly ticker: string;
  readonly date: number;
  /** The calibrated probability: higher is bought first. */
  readonly score: number;
  readonly cluster: number;
  /** The inputs that spoke for it and against it, as JSON; null where none are known. */
  readonly why: string | null;
  readonly status: OrderStatus;
  /** Why it lapsed or was refused. */
  readonly reason: string | null;
}

/** A position that was left. */
export interface PaperTrade {
  readonly ticker: string;
  readonly decisionDate: number;
  readonly entryDate: number;
  readonly entryPrice: number;
  readonly exitDate: number;
  readonly exitPrice: number;
  readonly shares: number;
  readonly costs: number;
  readonly pnl: number;
  readonly end: string;
}

/** A session that was traded, at its close. */
export interface PaperSession {
  readonly date: number;
  readonly cash: number;
  readonly equity: number;
  readonly exposure: number;
  /** Tickers that were decided on, and those that had no signal. */
  readonly signals: number;
  readonly leftOut: number;
  /** Why nothing could be decided or ordered, or null. */
  readonly note: string | null;
  /** Close of SPY, where it is known. */
  readonly spy: number | null;
}

/** All that a state holds. */
export interface PaperRecord {
  readonly plan: PaperPlan;
  readonly sessions: readonly PaperSession[];
  readonly orders: readonly PaperOrder[];
  readonly positions: readonly SavedPosition[];
  readonly trades: readonly PaperTrade[];
  /** What was decided at the close of the last session; null where nothing could be. */
  readonly decided: DaySignals | null;
}

/** What a session changes; it is written as a whole or not at all. */
export interface PaperStep {
  readonly session: PaperSession;
  /** Orders that are no longer open. */
  readonly settled: readonly Pick<PaperOrder, "ticker" | "date" | "status" | "reason">[];
  readonly ordered: readonly PaperOrder[];
  readonly positions: readonly SavedPosition[];
  readonly trades: readonly PaperTrade[];
  readonly decided: DaySignals | null;
}

/** The state's SQLite file; the mark is "TPpr". */
const PAPER: SqliteKind = {
  name: "state of paper trading",
  applicationId: 0x54507072,
  version: 2,
  schema: `
    CREATE TABLE plan (id INTEGER PRIMARY KEY CHECK (id = 1), plan TEXT NOT NULL CHECK (json_valid(plan))) STRICT;
    CREATE TABLE session (
      date INTEGER PRIMARY KEY, cash REAL NOT NULL, equity REAL NOT NULL, exposure REAL NOT NULL,
      signals INTEGER NOT NULL, leftOut INTEGER NOT NULL, note TEXT, spy REAL
    ) STRICT;
    CREATE TABLE paper_order (
      id INTEGER PRIMARY KEY, ticker TEXT NOT NULL, date INTEGER NOT NULL, score REAL NOT NULL, cluster INTEGER NOT NULL,
      why TEXT, status TEXT NOT NULL CHECK (status IN ('open', 'filled', 'lapsed', 'refused')), reason TEXT,
      UNIQUE (ticker, date)
    ) STRICT;
    CREATE TABLE position (
      id INTEGER PRIMARY KEY, ticker TEXT NOT NULL UNIQUE, decisionDate INTEGER NOT NULL, entryDate INTEGER NOT NULL,
      entryPrice REAL NOT NULL, shares REAL NOT NULL, entryCosts REAL NOT NULL, target REAL NOT NULL, floor REAL NOT NULL,
      horizon INTEGER NOT NULL, seenDate INTEGER NOT NULL, seenClose REAL NOT NULL
    ) STRICT;
    CREATE TABLE trade (
      id INTEGER PRIMARY KEY, ticker TEXT NOT NULL, decisionDate INTEGER NOT NULL, entryDate INTEGER NOT NULL,
      entryPrice REAL NOT NULL, exitDate INTEGER NOT NULL, exitPrice REAL NOT NULL, shares REAL NOT NULL,
      costs REAL NOT NULL, pnl REAL NOT NULL, end TEXT NOT NULL, UNIQUE (ticker, decisionDate)
    ) STRICT;
    CREATE TABLE decided (id INTEGER PRIMARY KEY CHECK (id = 1), decided TEXT NOT NULL CHECK (json_valid(decided))) STRICT;
    CREATE VIEW session_by_date AS SELECT date(date * 86400, 'unixepoch') AS day, cash, equity, exposure, note FROM session;
  `,
  Fault: PaperError,
};

/** A state that is written. Only one process does: it holds `FILE.lock` meanwhile. */
export interface PaperWriter {
  /** Null in a new state. */
  read(): PaperRecord | null;
  begin(plan: PaperPlan): void;
  /** Adds a session, in one transaction. */
  add(step: PaperStep): void;
  close(): void;
}

/** Opens a state to write, and makes it where there is none. Who calls holds the lock. */
export function openPaperState(path: string): PaperWriter {
  const database = openSqlite(path, PAPER);
  return {
    read: () => recordOf(database),
    begin: (plan) =>
      transaction(database, PAPER, () => insert(database, "plan", { id: 1, plan: JSON.stringify(plan) })),
    add: (step) => transaction(database, PAPER, () => addStep(database, step)),
    close: () => database.close(),
  };
}

/**
 * Reads a state, also while another process writes it.
 *
 * @throws PaperError if there is none.
 */
export function readPaperState(path: string): PaperRecord {
  const remedy = "Make one with 'trident paper BUNDLE --market PANEL --from DATE --days N --state FILE'.";
  if (!existsSync(path)) throw new PaperError("there is no such state", { where: [path], remedy });
  const database = openSqliteToRead(path, PAPER);
  try {
    database.exec("BEGIN");
    const record = recordOf(database);
    if (record === null) throw new PaperError("the state is empty", { where: [path], remedy });
    return record;
  } finally {
    database.close();
  }
}

function recordOf(database: DatabaseSync): PaperRecord | null {
  const plan = database.prepare("SELECT plan FROM plan").get();
  if (plan === undefined) return null;
  const rows = <T>(table: string, order: string): readonly T[] =>
    database
      .prepare(`SELECT * FROM ${table} ORDER BY ${order}`)
      .all()
      .map(({ id, ...row }) => row as T);
  const decided = database.prepare("SELECT decided FROM decided").get();
  return {
    plan: JSON.parse(String(plan.plan)) as PaperPlan,
    sessions: rows<PaperSession>("session", "date"),
    orders: rows<PaperOrder>("paper_order", "id"),
    positions: rows<SavedPosition>("position", "id"),
    trades: rows<PaperTrade>("trade", "id"),
    decided: decided === undefined ? null : (JSON.parse(String(decided.decided)) as DaySignals),
  };
}

function addStep(database: DatabaseSync, { session, settled, ordered, positions, trades, decided }: PaperStep): void {
  insert(database, "session", session);
  const settle = database.prepare("UPDATE paper_order SET status = ?, reason = ? WHERE ticker = ? AND date = ?");
  for (const { ticker, date, status, reason } of settled) settle.run(status, reason, ticker, date);
  for (const order of ordered) insert(database, "paper_order", order);
  database.exec("DELETE FROM position");
  for (const position of positions) insert(database, "position", position);
  for (const trade of trades) insert(database, "trade", trade);
  database.exec("DELETE FROM decided");
  if (decided !== null) insert(database, "decided", { id: 1, decided: JSON.stringify(decided) });
}

function insert(database: DatabaseSync, table: string, row: object): void {
  const names = Object.keys(row);
  database
    .prepare(`INSERT INTO ${table} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`)
    .run(...(Object.values(row) as (string | number | null)[]));
}
