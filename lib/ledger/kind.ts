import type { SqliteKind } from "../files/index.ts";
import { CHAIN_SCHEMA, CHAIN_TAKES_BARS, chainAll } from "./chain.ts";
import { LedgerError } from "./errors.ts";

/** Dates are days since 1970-01-01; the views show them as text to whoever opens the file with sqlite3. */
const RECORDS = `
  CREATE TABLE trial (
    id INTEGER PRIMARY KEY,
    study TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 0),
    data_hash TEXT NOT NULL,
    seed ANY NOT NULL,
    parameters TEXT NOT NULL CHECK (json_valid(parameters)),
    status TEXT NOT NULL CHECK (status IN ('complete', 'failed', 'pruned')),
    value REAL,
    recorded_at TEXT NOT NULL,
    UNIQUE (study, number)
  ) STRICT;
  CREATE INDEX trial_by_data ON trial (data_hash);
  CREATE TABLE daily_return (
    trial_id INTEGER NOT NULL REFERENCES trial (id),
    day INTEGER NOT NULL,
    value REAL NOT NULL,
    PRIMARY KEY (trial_id, day)
  ) STRICT, WITHOUT ROWID;
  CREATE VIEW daily_return_by_date AS
    SELECT study, number, date(day * 86400, 'unixepoch') AS date, daily_return.value AS value
    FROM daily_return JOIN trial ON trial.id = trial_id;
  CREATE TABLE holdout_opening (
    id INTEGER PRIMARY KEY,
    holdout TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    opened_by TEXT NOT NULL
  ) STRICT;
  CREATE INDEX opening_by_holdout ON holdout_opening (holdout);
`;

/** What bars a name stands for: the hash of a trial's data, or a holdout. Sketches are as `sketchText` writes them. */
const BARS = `
  CREATE TABLE bars (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    sketch TEXT NOT NULL
  ) STRICT;
`;

/** The ledger's SQLite file; the mark is "TLdg". Version 2 chains the records by their hashes, 3 knows their bars. */
export const LEDGER: SqliteKind = {
  name: "ledger",
  applicationId: 0x544c6467,
  version: 3,
  schema: RECORDS + BARS + CHAIN_SCHEMA,
  migrations: {
    1: (database) => {
      database.exec(CHAIN_SCHEMA);
      chainAll(database);
    },
    2: (database) => database.exec(BARS + CHAIN_TAKES_BARS),
  },
  Fault: LedgerError,
};
