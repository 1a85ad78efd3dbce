import { createHash } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { LedgerError } from "./errors.ts";

/** What a link of the chain stands for: a trial with its returns, an opening of a holdout, or the bars of a name. */
type RecordKind = "trial" | "opening" | "bars";

const TABLES: Readonly<Record<RecordKind, string>> = { trial: "trial", opening: "holdout_opening", bars: "bars" };

/**
 * One link a record, in the order of recording. AUTOINCREMENT remembers the highest id, so that links which are missing
 * at the end are noticed too.
 */
export const CHAIN_SCHEMA = `
  CREATE TABLE link (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('trial', 'opening', 'bars')),
    record_id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    UNIQUE (kind, record_id)
  ) STRICT;
`;

/**
 * Lets a chain that knew trials and openings alone take in bars too: the links as they are, and the highest id there
 * ever was.
 */
export const CHAIN_TAKES_BARS = `
  ALTER TABLE link RENAME TO link_before;
  ${CHAIN_SCHEMA}
  INSERT INTO link SELECT * FROM link_before;
  DELETE FROM sqlite_sequence WHERE name = 'link';
  INSERT INTO sqlite_sequence (name, seq) SELECT 'link', seq FROM sqlite_sequence WHERE name = 'link_before';
  DROP TABLE link_before;
`;

interface Link {
  readonly id: number;
  readonly kind: RecordKind;
  readonly record_id: number;
  readonly hash: string;
}

/** Adds the record that was just written to the chain; its link's hash covers the record and the link before. */
export function chain(database: DatabaseSync, kind: RecordKind, recordId: number | bigint): void {
  const last = database.prepare("SELECT hash FROM link ORDER BY id DESC LIMIT 1").get();
  const content = contentsOf(database)(kind, recordId);
  database
    .prepare("INSERT INTO link (kind, record_id, hash) VALUES (?, ?, ?)")
    .run(kind, recordId, hashOf(String(last?.hash ?? ""), content!));
}

/** Chains every record of a ledger that had no chain: the trials, then the openings, as they were recorded. */
export function chainAll(database: DatabaseSync): void {
  for (const { id } of database.prepare("SELECT id FROM trial ORDER BY id").all()) {
    chain(database, "trial", Number(id));
  }
  for (const { id } of database.prepare("SELECT id FROM holdout_opening ORDER BY id").all()) {
    chain(database, "opening", Number(id));
  }
}

/**
 * Checks that every record is as it was written and that none is missing or was added past the chain.
 *
 * @throws LedgerError naming the first record that is not.
 */
export function checkChain(database: DatabaseSync, path: string): void {
  // One snapshot: another process may be writing.
  database.exec("BEGIN");
  try {
    const fault = faultOf(database);
    if (fault === undefined) return;
    throw new LedgerError(fault, {
      where: [path],
      remedy:
        "Records are never changed, and a count that lost some would call luck skill: bring the file back from a copy, " +
        "or start another ledger by its flag, which results then say.",
    });
  } finally {
    database.exec("COMMIT");
  }
}

function faultOf(database: DatabaseSync): string | undefined {
  const links = database.prepare("SELECT id, kind, record_id, hash FROM link ORDER BY id").all() as unknown as Link[];
  const contents = contentsOf(database);
  let before = "";
  for (const [k, { id, kind, record_id, hash }] of links.entries()) {
    if (id !== k + 1) return `record ${k + 1} of the ledger is missing`;
    const content = contents(kind, record_id);
    if (content === undefined) return `record ${id} of the ledger, ${NAMES[kind]}, was removed`;
    if (hashOf(before, content) !== hash) return `record ${id} of the ledger, ${NAMES[kind]}, was changed`;
    before = hash;
  }
  const written = Number(
    database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'link'").get()?.seq ?? links.length,
  );
  if (written !== links.length) return `the last ${written - links.length} records of the ledger are missing`;
  const counts = Object.values(TABLES).map((table) => `(SELECT count(*) FROM ${table})`);
  const records = Number(database.prepare(`SELECT ${counts.join(" + ")} AS records`).get()?.records);
  return records === links.length ? undefined : `${records - links.length} records were added past the ledger's chain`;
}

const NAMES: Readonly<Record<RecordKind, string>> = {
  trial: "a trial",
  opening: "a holdout's opening",
  bars: "the bars of a name",
};

const hashOf = (before: string, content: string): string =>
  createHash("sha256").update(`${before}\n${content}`).digest("hex");

const COLUMNS: Readonly<Record<RecordKind, string>> = {
  trial: "study, number, data_hash, seed, parameters, status, value, recorded_at",
  opening: "holdout, opened_at, opened_by",
  bars: "name, sketch",
};

/** Reads what is hashed of a record, as the file has it; undefined where there is no such record. */
function contentsOf(database: DatabaseSync): (kind: RecordKind, id: number | bigint) => string | undefined {
  const prepared = new Map<string, StatementSync>();
  // Prepared when needed: a file that is being migrated lacks tables that are newer.
  const rows = (sql: string): StatementSync => {
    const known = prepared.get(sql) ?? database.prepare(sql);
    known.setReturnArrays(true);
    prepared.set(sql, known);
    return known;
  };
  return (kind, id) => {
    const row = rows(`SELECT ${COLUMNS[kind]} FROM ${TABLES[kind]} WHERE id = ?`).get(id);
    if (row === undefined || kind !== "trial") return row && JSON.stringify(row);
    const returns = rows("SELECT day, value FROM daily_return WHERE trial_id = ? ORDER BY day").all(id);
    return JSON.stringify([row, returns]);
  };
}
