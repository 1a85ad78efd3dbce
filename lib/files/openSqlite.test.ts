import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { TridentError } from "trident-base";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSqlite, openSqliteToRead, type SqliteKind, transaction } from "./openSqlite.ts";

class DiaryError extends TridentError {}

const DIARY: SqliteKind = {
  name: "diary",
  applicationId: 0x54657374,
  version: 3,
  schema: "CREATE TABLE entry (day INTEGER PRIMARY KEY, text TEXT NOT NULL, mood TEXT, place TEXT) STRICT",
  migrations: {
    1: (database) => database.exec("ALTER TABLE entry ADD COLUMN mood TEXT"),
    2: (database) => database.exec("ALTER TABLE entry ADD COLUMN place TEXT"),
  },
  Fault: DiaryError,
};

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sqlite-"));
  path = join(folder, "a", "diary.sqlite");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("makes the file and its folder; what is written is there when it is opened again", () => {
  const database = openSqlite(path, DIARY);
  transaction(database, DIARY, () => database.exec("INSERT INTO entry (day, text) VALUES (1, 'one')"));
  database.close();
  const again = openSqlite(path, DIARY);
  expect(again.prepare("SELECT day, text FROM entry").all()).toEqual([{ day: 1, text: "one" }]);
  again.close();
});

test("a transaction is done as a whole or not at all", () => {
  const database = openSqlite(path, DIARY);
  const insert = (day: number) => database.prepare("INSERT INTO entry (day, text) VALUES (?, '')").run(day);
  const failing = () =>
    transaction(database, DIARY, () => {
      insert(1);
      throw new RangeError("in the middle");
    });
  expect(failing).toThrow(new RangeError("in the middle"));
  const refused = () =>
    transaction(database, DIARY, () => {
      insert(2);
      insert(2);
    });
  expect(refused).toThrow(/the diary cannot be written: UNIQUE constraint failed.*diary\.sqlite/);
  expect(database.prepare("SELECT count(*) AS rows FROM entry").get()).toEqual({ rows: 0 });
  database.close();
});

test("an older file is brought to the newest version, step by step; a newer one is refused as it is", () => {
  openSqlite(path, { ...DIARY, version: 1, schema: "CREATE TABLE entry (day INTEGER, text TEXT)" }).close();
  const columns = () => {
    const database = openSqlite(path, DIARY);
    const names = database.prepare("PRAGMA table_info(entry)").all();
    database.close();
    return names.map(({ name }) => name);
  };
  expect(columns()).toEqual(["day", "text", "mood", "place"]);
  expect(columns()).toHaveLength(4);
  expect(() => openSqlite(path, { ...DIARY, version: 2 })).toThrow("the diary is of another version");
});

test("what is something else is refused by the kind's own error and left as it is", () => {
  const text = join(folder, "notes.txt");
  writeFileSync(text, "not a database, but long enough to be looked at as one. ".repeat(20));
  expect(() => openSqlite(text, DIARY)).toThrow(DiaryError);
  const other = join(folder, "other.sqlite");
  const database = new DatabaseSync(other);
  database.exec("CREATE TABLE studies (id INTEGER)");
  database.close();
  expect(() => openSqlite(other, DIARY)).toThrow("the file is a database, but no diary");
  expect(existsSync(`${other}-wal`)).toBe(false);
});

test("who reads sees what is committed while another one writes, and makes no file", () => {
  const writer = openSqlite(path, DIARY);
  transaction(writer, DIARY, () => writer.exec("INSERT INTO entry (day, text) VALUES (1, 'one')"));
  writer.exec("BEGIN IMMEDIATE; INSERT INTO entry (day, text) VALUES (2, 'two')");
  const reader = openSqliteToRead(path, DIARY);
  expect(reader.prepare("SELECT day FROM entry").all()).toEqual([{ day: 1 }]);
  expect(() => reader.exec("DELETE FROM entry")).toThrow(/readonly/);
  reader.close();
  writer.close();
  const none = join(folder, "none.sqlite");
  expect(() => openSqliteToRead(none, DIARY)).toThrow(DiaryError);
  expect(existsSync(none)).toBe(false);
  expect(() => openSqliteToRead(path, { ...DIARY, version: 4 })).toThrow("the file is no diary of this version");
});
