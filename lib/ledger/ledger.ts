import { join, resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { UsageError } from "trident-base";
import { dataFolder } from "trident-base/project";
import { openSqlite, transaction } from "../files/index.ts";
import { type BarSketch, readSketchText, sharedBars, sketchText } from "../market/index.ts";
import { currentSession } from "../runtime/index.ts";
import { chain, checkChain } from "./chain.ts";
import { LedgerError } from "./errors.ts";
import { LEDGER } from "./kind.ts";
import { conditionOf, type ReturnMatrix, readReturnMatrix } from "./returns.ts";
import { readSharedTrials, readSharing, type SharedTrials } from "./sharing.ts";
import { canonicalJson, checkTrial, type Selection, type Trial, type TrialCounts, type TrialStatus } from "./trial.ts";

/** One look at a holdout. */
export interface HoldoutOpening {
  readonly holdout: string;
  /** ISO time, UTC. */
  readonly at: string;
  /** What opened it: a command, a notebook. */
  readonly by: string;
}

/**
 * Every trial that was ever made, and every look at a holdout, in an SQLite file: what was found can be deflated by how
 * much was searched. Records are never changed: each is chained to the one before by its hash, and a ledger of which
 * one was changed or removed is refused. Several processes may have the file open and write.
 */
export class Ledger {
  readonly path: string;
  readonly #opened: DatabaseSync;
  readonly #now: () => Date;

  /**
   * @param path the file, made if there is none; its folder too. The project's own by default, which every command and
   * notebook counts in.
   * @param now the clock of `recorded_at` and of holdouts.
   * @throws LedgerError if the file is no ledger, cannot be opened, or a record was changed or removed.
   */
  constructor(path = projectLedger(), now: () => Date = () => new Date()) {
    this.path = resolve(path);
    this.#opened = openSqlite(this.path, LEDGER);
    this.#now = now;
    try {
      checkChain(this.#opened, this.path);
    } catch (error) {
      this.#opened.close();
      throw error;
    }
  }

  /** False for a ledger other than the project's: what is counted in it is not counted with everything else. */
  get isProjects(): boolean {
    return this.path === projectLedger();
  }

  /**
   * Records a trial. One that is told again, as a search does that goes on after a crash, stays one.
   *
   * @throws UsageError if the trial is not one that can be kept.
   * @throws LedgerError if another trial has its study and number already.
   */
  record(trial: Trial): void {
    checkTrial(trial);
    const { study, number, dataHash, seed, status, value, returns } = trial;
    const parameters = canonicalJson(trial.parameters);
    transaction(this.#database, LEDGER, () => {
      const known = this.#find(study, number);
      if (known) {
        const difference = differenceOf(known, trial, parameters);
        if (difference === undefined) return;
        throw new LedgerError(`the trial is recorded already, with another ${difference}`, {
          where: [this.path, `study '${study}'`, `trial ${number}`],
          remedy:
            "Another program, or other code, has made this study. Give every search a study of its own; records are never changed.",
        });
      }
      const { lastInsertRowid } = this.#database
        .prepare(
          "INSERT INTO trial (study, number, data_hash, seed, parameters, status, value, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .run(
          study,
          number,
          dataHash,
          typeof seed === "number" ? BigInt(seed) : seed,
          parameters,
          status,
          value,
          this.#now().toISOString(),
        );
      if (returns) {
        const insert = this.#database.prepare("INSERT INTO daily_return (trial_id, day, value) VALUES (?, ?, ?)");
        for (let i = 0; i < returns.dates.length; i++) {
          insert.run(lastInsertRowid, returns.dates[i]!, returns.values[i]!);
        }
      }
      chain(this.#database, "trial", lastInsertRowid);
    });
  }

  /** The selected trials, by study and number. */
  trials(selection: Selection = {}): readonly Trial[] {
    const { sql, values } = conditionOf(selection);
    const rows = this.#database.prepare(`SELECT * FROM trial WHERE ${sql} ORDER BY study, number`).all(...values);
    return rows.map((row) => this.#trialOf(row as unknown as TrialRow));
  }

  /** How many trials there are: started, however they ended. */
  count(selection: Selection = {}): TrialCounts {
    const { sql, values } = conditionOf(selection);
    const rows = this.#database
      .prepare(`SELECT status, count(*) AS trials FROM trial WHERE ${sql} GROUP BY status`)
      .all(...values) as { status: TrialStatus; trials: number }[];
    const of = (status: TrialStatus): number => rows.find((row) => row.status === status)?.trials ?? 0;
    const [complete, failed, pruned] = [of("complete"), of("failed"), of("pruned")];
    return { all: complete + failed + pruned, complete, failed, pruned };
  }

  /**
   * Records which bars a name stands for: the `dataHash` of trials, or a holdout. What is counted under one name is then
   * counted with all that share bars with it. The same told again changes nothing.
   *
   * @throws LedgerError if the name stands for other bars already.
   */
  nameBars(name: string, bars: BarSketch): void {
    const sketch = sketchText(bars);
    transaction(this.#database, LEDGER, () => {
      const known = this.#database.prepare("SELECT sketch FROM bars WHERE name = ?").get(name);
      if (known && (known.sketch === sketch || isOfSameBars(readSketchText(String(known.sketch)), bars))) return;
      if (known) {
        throw new LedgerError("the name stands for other bars already", {
          where: [this.path, name],
          remedy: "Name data by a hash of them; records are never changed.",
        });
      }
      const { lastInsertRowid } = this.#database
        .prepare("INSERT INTO bars (name, sketch) VALUES (?, ?)")
        .run(name, sketch);
      chain(this.#database, "bars", lastInsertRowid);
    });
  }

  /**
   * The trials, by study, on the data of this name and on data that share a tenth or more of their bars with them, of
   * the smaller of both: what a finding on these data is deflated by. Data whose bars were never named
   * (`nameBars`) are known by their name alone.
   */
  countSharing(name: string): readonly SharedTrials[] {
    return readSharedTrials(this.#database, name);
  }

  /** How many trials there are on the data of this name and on data that share bars with them: see `countSharing`. */
  countOn(name: string): number {
    return this.countSharing(name).reduce((sum, { trials }) => sum + trials, 0);
  }

  /**
   * Daily returns of the selected trials that have any, on the dates that all of these have. Of them PBO and SPA are
   * made, and the variance of the Sharpe ratios.
   *
   * @throws LedgerError if they have fewer than two dates in common.
   */
  returnMatrix(selection: Selection = {}): ReturnMatrix {
    return readReturnMatrix(this.#database, this.path, selection);
  }

  /**
   * Records that a holdout is opened now, before it is looked at.
   *
   * @param holdout names the rows held out; `nameBars` says which bars they are.
   * @param by what opens it: a command, a notebook.
   * @returns how often it has been opened, this time and openings of other holdouts that share its bars included.
   * @throws UsageError if a name is empty.
   */
  openHoldout(holdout: string, by: string): number {
    if (holdout === "" || by === "") throw new UsageError("an opening needs the holdout's name and who opens it");
    return transaction(this.#database, LEDGER, () => {
      const { lastInsertRowid } = this.#database
        .prepare("INSERT INTO holdout_opening (holdout, opened_at, opened_by) VALUES (?, ?, ?)")
        .run(holdout, this.#now().toISOString(), by);
      chain(this.#database, "opening", lastInsertRowid);
      return this.holdoutOpenings(holdout).length;
    });
  }

  /** Every time that this holdout, or another that shares a tenth of its bars or more, was opened, the first first. */
  holdoutOpenings(holdout: string): readonly HoldoutOpening[] {
    const names = readSharing(this.#database, holdout).map(({ name }) => name);
    const rows = this.#database
      .prepare(
        "SELECT holdout, opened_at AS at, opened_by AS by FROM holdout_opening WHERE holdout IN (SELECT value FROM json_each(?)) ORDER BY id",
      )
      .all(JSON.stringify(names)) as unknown as HoldoutOpening[];
    return rows.map((row) => ({ ...row }));
  }

  /** Closes the file; nothing else can be asked then. A second call does nothing. */
  close(): void {
    if (this.#opened.isOpen) this.#opened.close();
  }

  get #database(): DatabaseSync {
    if (this.#opened.isOpen) return this.#opened;
    throw new LedgerError("the ledger is closed", { where: [this.path], remedy: "Open it again." });
  }

  #find(study: string, number: number): Trial | undefined {
    const row = this.#database.prepare("SELECT * FROM trial WHERE study = ? AND number = ?").get(study, number);
    return row && this.#trialOf(row as unknown as TrialRow);
  }

  #trialOf({ id, study, number, data_hash, seed, parameters, status, value }: TrialRow): Trial {
    const days = this.#database.prepare("SELECT day, value FROM daily_return WHERE trial_id = ? ORDER BY day").all(id);
    const returns = {
      dates: Int32Array.from(days, (day) => Number(day.day)),
      values: Float64Array.from(days, (day) => Number(day.value)),
    };
    return {
      study,
      number,
      parameters: JSON.parse(parameters),
      dataHash: data_hash,
      seed,
      status,
      value,
      returns: days.length > 0 ? returns : null,
    };
  }
}

/** The project's one ledger, whatever folder a command is called from. */
function projectLedger(): string {
  return join(dataFolder, "ledger.sqlite");
}

/** This process's ledger of a file, the project's by default, opened on first use and closed with the session. */
export function sessionLedger(path = projectLedger()): Ledger {
  const file = resolve(path);
  return currentSession().resource(
    `ledger ${file}`,
    () => new Ledger(file),
    (ledger) => ledger.close(),
  );
}

interface TrialRow {
  readonly id: number;
  readonly study: string;
  readonly number: number;
  readonly data_hash: string;
  readonly seed: number | string;
  readonly parameters: string;
  readonly status: TrialStatus;
  readonly value: number | null;
}

/** What tells two records of one trial apart, or undefined. */
function differenceOf(known: Trial, told: Trial, parameters: string): string | undefined {
  const same = (a: ArrayLike<number> = [], b: ArrayLike<number> = []): boolean =>
    a.length === b.length && Array.from(a).every((x, i) => x === b[i]);
  if (canonicalJson(known.parameters) !== parameters) return "set of parameters";
  if (known.dataHash !== told.dataHash) return "data hash";
  if (known.seed !== told.seed) return "seed";
  if (known.status !== told.status) return "status";
  if (known.value !== told.value) return "value";
  const [before, now] = [known.returns, told.returns];
  return same(before?.dates, now?.dates) && same(before?.values, now?.values) ? undefined : "return series";
}

/**
 * True where two sketches are of the same bars, though the program sampled other marks when it made the first one: a
 * ledger of an earlier version goes on to be used.
 */
function isOfSameBars(a: BarSketch, b: BarSketch): boolean {
  const equal = (x: Int32Array, y: Int32Array): boolean => x.length === y.length && x.every((each, k) => each === y[k]);
  return equal(a.first, b.first) && equal(a.last, b.last) && equal(a.bars, b.bars) && sharedBars(a, b) >= 0.5;
}
