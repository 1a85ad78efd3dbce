import type { DeviceChoice, EngineHost, EngineParams, EngineSet, MemberName } from "../engines/index.ts";
import type { MatrixFile } from "../files/index.ts";
import { restorePrior } from "../model/index.ts";
import { seedOf } from "../runtime/index.ts";
import { auc } from "../statistics/index.ts";
import type { FoldRows } from "./foldRows.ts";

/** Training rows on which a fold's model is scored too, about: their AUC has a standard error of .013. */
const TRAIN_SAMPLE = 2000;

/** What all folds of a cluster and engine have in common. */
export interface FoldsToPrepare {
  readonly matrix: MatrixFile;
  /** Columns to learn from; all by default. */
  readonly columns?: readonly string[] | undefined;
  readonly folds: readonly FoldRows[];
  /** The class of each row of the matrix, 0 to classes - 1; the last one is bought. */
  readonly target: Int8Array;
  readonly classes: number;
  /** What each row of the matrix weighs in a fit; equal by default. Scores are never weighted. */
  readonly weight?: Float64Array | undefined;
  readonly device: DeviceChoice;
  readonly threads: number;
}

/** How a model did on a fold that it has not seen. */
export interface TrialFoldScore {
  readonly name: string;
  /** Mean negative log-likelihood of the test rows, in nats. */
  readonly logLoss: number;
  /** AUC of BUY against the rest on the test rows. */
  readonly auc: number;
  /** The same on 2,000 to 4,000 of the rows learned from, or on fewer where there are no more. */
  readonly trainAuc: number;
  /** Trees of a booster; epochs of a network. */
  readonly trees: number;
  readonly testRows: number;
}

/** A fold's score, and the probabilities behind it. */
export interface ScoredFold extends TrialFoldScore {
  /** By test row, the classes' frequencies put back; of BUY where there are two classes, else of each. */
  readonly probability: Float64Array;
}

/** The folds of a cluster, binned once for one engine in one host. */
export interface PreparedFolds<E extends MemberName> {
  /** Fits one fold with these parameters and scores its test rows. */
  score(fold: number, params: EngineParams<E>, seed: number, signal?: AbortSignal): Promise<ScoredFold>;
  release(): Promise<void>;
}

/**
 * Has a host gather and bin each fold once, by cuts from its own rows to learn from, for any number of fits. Folds that
 * are not asked for are not made.
 */
export function prepareFolds<E extends MemberName>(
  host: EngineHost,
  engine: E,
  { matrix, columns, folds, target, classes, weight, device, threads }: FoldsToPrepare,
): PreparedFolds<E> {
  const sets = new Map<number, Promise<EngineSet<E>>>();
  const setOf = (k: number, signal: AbortSignal | undefined): Promise<EngineSet<E>> => {
    const known = sets.get(k);
    if (known) return known;
    const { rows, stopping } = folds[k]!;
    const made = host.prepare(
      engine,
      {
        ...{ matrix, columns, rows, stopping, device, threads },
        ...{ target: classesOf(target, rows), weight: weight && weightsOf(weight, rows) },
      },
      { signal },
    );
    sets.set(k, made);
    made.catch(() => sets.delete(k));
    return made;
  };
  return {
    score: async (k, params, seed, signal) => {
      const fold = folds[k]!;
      const set = await setOf(k, signal);
      const model = await host.fitOn(set, { params, seed: seedOf(seed, "fold", k), threads }, { signal });
      try {
        const learned = fold.stopping ? fold.rows.subarray(0, fold.stopping[0]) : fold.rows;
        const prior = priorOf(target, learned, classes, weight);
        const step = Math.max(1, Math.floor(learned.length / TRAIN_SAMPLE));
        const again = learned.filter((_, i) => i % step === 0);
        // Of a small fold a call takes longer than its rows: one asks for both.
        const rows = new Uint32Array(fold.test.length + again.length);
        rows.set(fold.test);
        rows.set(again, fold.test.length);
        const both = restorePrior(await host.predict(model, { matrix, rows, threads }, { signal }), prior);
        const cut = (both.length / rows.length) * fold.test.length;
        const [probability, relearned] = [both.slice(0, cut), both.subarray(cut)];
        return {
          name: fold.name,
          probability,
          logLoss: logLoss(probability, target, fold.test, classes),
          auc: aucOfBuy(probability, target, fold.test, classes),
          trainAuc: aucOfBuy(relearned, target, again, classes),
          trees: model.facts.trees ?? model.facts.epochs ?? 0,
          testRows: fold.test.length,
        };
      } finally {
        await host.release(model);
      }
    },
    release: async () => {
      for (const made of sets.values()) {
        const set = await made.catch(() => undefined);
        if (set) await host.release(set);
      }
      sets.clear();
    },
  };
}

/** The folds of a cluster in as many hosts as work on it, each made ready with the first trial that it has. */
export function prepareInHosts<E extends MemberName>(engine: E, data: FoldsToPrepare) {
  const made = new Map<EngineHost, PreparedFolds<E>>();
  return {
    in: (host: EngineHost): PreparedFolds<E> => {
      const prepared = made.get(host) ?? prepareFolds(host, engine, data);
      made.set(host, prepared);
      return prepared;
    },
    /** Whatever one host, which may have died, says of it, the others let go. */
    release: async (): Promise<void> => {
      await Promise.allSettled([...made.values()].map((prepared) => prepared.release()));
    },
  };
}

/**
 * What `restorePrior` is to put back after a balanced fit: each class's share of the rows. Where rows weigh differently,
 * balancing by counts leaves a class with its mean weight too much, which is taken out of its share.
 */
export function priorOf(
  target: Int8Array,
  rows: Uint32Array,
  classes: number,
  weight?: Float64Array,
): readonly number[] {
  const counts = new Array<number>(classes).fill(0);
  const weights = new Array<number>(classes).fill(0);
  for (const row of rows) {
    counts[target[row]!]!++;
    weights[target[row]!]! += weight?.[row] ?? 1;
  }
  const shares = counts.map((count, k) => (count === 0 ? 0 : (count * count) / weights[k]!));
  const sum = shares.reduce((a, b) => a + b, 0);
  return shares.map((share) => share / sum);
}

/** The weights of some rows, 1 in the mean. */
export function weightsOf(weight: Float64Array, rows: Uint32Array): Float64Array {
  const chosen = Float64Array.from(rows, (row) => weight[row]!);
  const mean = chosen.reduce((sum, each) => sum + each, 0) / chosen.length;
  return chosen.map((each) => each / mean);
}

/** The classes of some rows. */
export function classesOf(target: Int8Array, rows: Uint32Array): Int8Array {
  return Int8Array.from(rows, (row) => target[row]!);
}

/** Of each row the probability of BUY, the last class. */
export function buyOf(probability: Float64Array, classes: number): Float64Array {
  if (classes === 2) return probability;
  return Float64Array.from({ length: probability.length / classes }, (_, i) => probability[(i + 1) * classes - 1]!);
}

export function aucOfBuy(probability: Float64Array, target: Int8Array, rows: Uint32Array, classes: number): number {
  const positive = Int8Array.from(rows, (row) => +(target[row] === classes - 1));
  return auc(buyOf(probability, classes), positive);
}

/** Mean negative log-likelihood of rows, in nats. */
export function logLoss(probability: Float64Array, target: Int8Array, rows: Uint32Array, classes: number): number {
  let loss = 0;
  for (const [i, row] of rows.entries()) {
    const actual = target[row]!;
    const p = classes > 2 ? probability[i * classes + actual]! : actual === 1 ? probability[i]! : 1 - probability[i]!;
    loss -= Math.log(Math.min(1 - 1e-15, Math.max(1e-15, p)));
  }
  return loss / rows.length;
}
