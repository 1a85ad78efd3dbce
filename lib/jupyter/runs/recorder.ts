import { rm } from "node:fs/promises";
import { join } from "node:path";
import { writeTextAtomically } from "trident-base";
import { wellFormedJson } from "../client/wellFormedJson.ts";
import { mergeFacts, type PublishedFacts } from "./publishedFacts.ts";
import { type NotebookRecord, type RunRecord, writeRunRecord } from "./record.ts";

/** Keeps `run.json` and `verdict.json` of a run's folder as they should be, at each change. */
export class RunRecorder {
  readonly #folder: string;
  readonly #facts: (PublishedFacts | undefined)[] = [];
  #record: RunRecord;
  #writing: Promise<void> = Promise.resolve();

  constructor(folder: string, record: RunRecord) {
    this.#folder = folder;
    this.#record = record;
  }

  get record(): RunRecord {
    return this.#record;
  }

  /** Changes what is known of the run, and writes it. */
  change(changes: Partial<RunRecord>): Promise<void> {
    this.#record = { ...this.#record, ...changes };
    this.#writing = this.#writing.then(() => writeRunRecord(this.#folder, this.#record));
    return this.#writing;
  }

  /** Changes what is known of the notebook in this place, and writes it. */
  changeNotebook(place: number, changes: Partial<NotebookRecord>): Promise<void> {
    const notebooks = this.#record.notebooks.map((known, index) =>
      index === place ? { ...known, ...changes } : known,
    );
    return this.change({ notebooks });
  }

  /** Takes what the notebook in this place published; facts of all notebooks count in the order of the plan. */
  async publish(place: number, facts: PublishedFacts): Promise<void> {
    this.#facts[place] = facts;
    const { data, trials, holdoutOpened, verdict } = mergeFacts(this.#facts.filter((each) => each !== undefined));
    const provenance = { ...this.#record.provenance, data, trials, holdoutOpened };
    await this.change({ provenance });
    await this.changeNotebook(place, { results: facts.results });
    const path = join(this.#folder, "verdict.json");
    if (verdict === undefined) await rm(path, { force: true });
    else await writeTextAtomically(path, `${wellFormedJson(verdict, 1)}\n`);
  }
}
