import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { LedgerError } from "./errors.ts";

/** What a link of the chain stands for: a trial with its returns, or an opening of a holdout. */
type RecordKind = "trial" | "opening";

/**
 * One link a record, in the order of recording. AUTOINCREMENT remembers the highest id, so that links which are missing
 * at the end are noticed too.
 */
export const CHAIN_SCHEMA = `
  CREATE TABLE link (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('trial', 'opening')),
    record_id INTEGER NOT NULL,
    hash TEXT NOT NULL,
    UNIQUE (kind, record_id)
  ) STRICT;
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
    if (content === undefined) return `record ${id} of the ledger, a ${nameOf(kind)}, was removed`;
    if (hashOf(before, content) !== hash) return `record ${id} of the ledger, a ${nameOf(kind)}, was changed`;
    before = hash;
  }
  const written = Number(
    database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'link'").get()?.seq ?? links.length,
  );
  if (written !== links.length) return `the last ${written - links.length} records of the ledger are missing`;
  const records = Number(
    database.prepare("SELECT (SELECT count(*) FROM trial) + (SELECT count(*) FROM holdout_opening) AS records").get()
      ?.records,
  );
  return records === links.length ? undefined : `${records - links.length} records were added past the ledger's chain`;
}

const nameOf = (kind: RecordKind): string => (kind === "trial" ? "trial" : "holdout's opening");

const hashOf = (before: string, content: string): string =>
  createHash("sha256").update(`${before}\n${content}`).digest("hex");

/** Reads what is hashed of a record, as the file has it; undefined where there is no such record. */
function contentsOf(database: DatabaseSync): (kind: RecordKind, id: number | bigint) => string | undefined {
  const trial = database.prepare(
    "SELECT study, number, data_hash, seed, parameters, status, value, recorded_at FROM trial WHERE id = ?",
  );
  const returns = database.prepare("SELECT day, value FROM daily_return WHERE trial_id = ? ORDER BY day");
  const opening = database.prepare("SELECT holdout, opened_at, opened_by FROM holdout_opening WHERE id = ?");
  for (const statement of [trial, returns, opening]) statement.setReturnArrays(true);
  return (kind, id) => {
    const row = (kind === "trial" ? trial : opening).get(id);
    if (row === undefined) return undefined;
    return JSON.stringify(kind === "trial" ? [row, returns.all(id)] : row);
  };
}
