import { type EngineHost, listStudies } from "../engines/index.ts";
import { describeLabelling, type Labelling } from "../labels/index.ts";
import type { DailyReturns, Ledger } from "../ledger/index.ts";
import { SearchError } from "./errors.ts";
import type { Judge, JudgedLabelling } from "./judgedLabelling.ts";

/** A trial that has ended, as the study's file has it. */
export interface EndedTrial extends Labelling {
  readonly number: number;
  /** Null if it could not be judged. */
  readonly value: number | null;
  readonly notes: Readonly<Record<string, unknown>>;
}

/** A study's name, and the names of those that begin it anew under other code. */
const editionOf = (name: string, edition: number): string => (edition === 1 ? name : `${name} anew ${edition}`);

/**
 * Names the study that a search goes on with or begins. One that the file has is gone on with. A new file takes up what
 * the ledger has of another run, if the code gives it again; else it begins beside it: what other code has found is
 * another study, and both count.
 */
export async function chooseEdition(
  name: string,
  { file, ledger, host, judge }: { file: string; ledger: Ledger; host: EngineHost; judge: Judge },
): Promise<string> {
  const inFile = new Set((await listStudies(file, host)).map((study) => study.name));
  const known = [];
  for (let edition = editionOf(name, 1); inFile.has(edition) || ledger.count({ study: edition }).all > 0; ) {
    known.unshift(edition);
    edition = editionOf(name, known.length + 1);
  }
  const begun = known.find((edition) => inFile.has(edition));
  if (begun !== undefined) return begun;
  for (const edition of known) if (await givesAgain(ledger, edition, judge)) return edition;
  return editionOf(name, known.length + 1);
}

/** Whether the code gives what the ledger has of a study, by a sample of it. */
async function givesAgain(ledger: Ledger, study: string, judge: Judge): Promise<boolean> {
  const recorded = ledger.trials({ study }).map(({ parameters, value, returns }) => {
    const labelling = parameters as unknown as Labelling;
    return { ...labelling, value, returns };
  });
  for (const trial of sampleOf(recorded)) {
    const { value, returns } = await judge(trial);
    if (value !== trial.value || !equalReturns(returns, trial.returns)) return false;
  }
  return true;
}

/**
 * Makes sure that a study is gone on with by the code that made it, and that the ledger has all of it: a sample of its
 * ended trials, and those that the ledger lacks, are evaluated again. A ledger that was removed, or another one, so
 * forgets nothing that the study holds.
 *
 * @param record keeps a trial in the ledger.
 * @returns how many trials the ledger lacked.
 * @throws SearchError if a trial gives something else now, or the ledger has another of its number; what the ledger
 * lacked of the study is in it then, and counts.
 */
export async function goOn(
  ended: readonly EndedTrial[],
  study: { readonly name: string; readonly file: string; readonly ledger: Ledger },
  judge: Judge,
  record: (trial: EndedTrial, judged: Pick<JudgedLabelling, "value" | "returns">) => void,
): Promise<number> {
  const { name, file, ledger } = study;
  const recorded = new Map(ledger.trials({ study: name }).map((trial) => [trial.number, trial.value]));
  const missing = ended.filter(({ number }) => !recorded.has(number));
  const refuse = (trial: EndedTrial, what: string): never => {
    for (const each of missing) record(each, { value: each.value, returns: null });
    throw new SearchError(`the study cannot be gone on with: ${what}`, {
      where: [file, name, `trial ${trial.number}, ${trial.method} ${describeLabelling(trial)}`],
      remedy:
        "Begin anew with another file of studies: remove this one, or name another with --study. Its trials are in the " +
        "ledger and still count.",
    });
  };
  for (const trial of ended) {
    const value = recorded.get(trial.number);
    if (value !== undefined && value !== trial.value) {
      refuse(
        trial,
        `the ledger has a value of ${value} where the study has ${trial.value}, so they are not of one project`,
      );
    }
  }
  for (const trial of new Set([...sampleOf(ended), ...missing])) {
    const difference = differenceOf(trial, await judge(trial));
    if (difference !== undefined) refuse(trial, `other code made it, ${difference}`);
  }
  for (const trial of missing) record(trial, await judge(trial));
  return missing.length;
}

/** The trials by which code is known again: of each method the first that could be judged, else the very first. */
function sampleOf<T extends Pick<Labelling, "method"> & { readonly value: number | null }>(trials: readonly T[]): T[] {
  const judged = Map.groupBy(
    trials.filter(({ value }) => value !== null),
    ({ method }) => method,
  );
  return judged.size > 0 ? [...judged.values()].map(([first]) => first!) : trials.slice(0, 1);
}

function differenceOf(trial: EndedTrial, { value, notes }: JudgedLabelling): string | undefined {
  const before: Readonly<Record<string, unknown>> = { ...trial.notes, value: trial.value };
  const changed = Object.entries({ value, ...notes }).find(([name, now]) => before[name] !== now);
  return (
    changed &&
    `whose ${changed[0]} of this trial was ${before[changed[0]] ?? "none"} and is ${changed[1] ?? "none"} now`
  );
}

function equalReturns(a: DailyReturns | null, b: DailyReturns | null): boolean {
  const text = (each: DailyReturns | null): string =>
    JSON.stringify(each && [Array.from(each.dates), Array.from(each.values)]);
  return text(a) === text(b);
}
