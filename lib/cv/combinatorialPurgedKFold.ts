import { UsageError } from "trident-base";
import type { LabelIntervals } from "../labels/index.ts";
import { equalBlocks, sessionsOfEmbargo } from "./blocks.ts";
import { type Fold, makeFold } from "./fold.ts";
import { labelledRows } from "./rows.ts";

/** Groups and folds beyond which nobody could train: C(20, 10) are 184,756. */
const MOST_FOLDS = 10_000;

export interface CombinatorialOptions {
  /** Groups of consecutive decision dates; default 6. */
  readonly groups?: number;
  /** Groups that each fold tests; default 2. */
  readonly testGroups?: number;
  /** As of `purgedKFold`; default 0.01. */
  readonly embargo?: number;
  /** Row numbers of the panel to split; all of them by default. */
  readonly rows?: ArrayLike<number>;
}

/** All folds that test some of the groups, and the histories that their answers make. */
export interface CombinatorialFolds {
  /** Rows of each group, ascending. */
  readonly groups: readonly Uint32Array[];
  readonly folds: readonly (Fold & {
    /** Places of the groups that it tests, ascending. */
    readonly tested: readonly number[];
  })[];
  /** By path and group: the fold whose answers on the group's rows are part of the path. */
  readonly paths: readonly (readonly number[])[];
}

/**
 * Combinatorial purged cross-validation (Lopez de Prado, Advances in Financial Machine Learning, 2018, chapter 12): the
 * decision dates are cut into groups of like numbers of rows, and each choice of `testGroups` of them is tested by
 * training on the others, after purging and embargo around each tested stretch. Every group is tested
 * C(groups - 1, testGroups - 1) times; its first test belongs to the first path, its second to the second, and so on, so
 * that each path tests every date once.
 *
 * @throws UsageError for numbers that make no folds, or too many; FoldError if a fold has nothing to train on.
 */
export function combinatorialPurgedKFold(
  labels: LabelIntervals,
  options: CombinatorialOptions = {},
): CombinatorialFolds {
  const { groups = 6, testGroups = 2, embargo = 0.01 } = options;
  if (!Number.isSafeInteger(groups) || groups < 2) {
    throw new UsageError(`groups is ${groups}`, { remedy: "Give a whole number, at least 2." });
  }
  if (!Number.isSafeInteger(testGroups) || testGroups < 1 || testGroups >= groups) {
    throw new UsageError(`testGroups is ${testGroups} of ${groups} groups`, {
      remedy: "Give a whole number from 1 to one less than there are groups.",
    });
  }
  const chosen = choices(groups, testGroups);
  const rows = labelledRows(labels, options.rows);
  const sessions = labels.calendar.length;
  const embargoSessions = sessionsOfEmbargo(embargo, sessions);
  const edges = equalBlocks(labels, rows, groups);
  const folds = chosen.map((tested) => ({
    ...makeFold(labels, rows, {
      name: `groups ${tested.map((group) => group + 1).join(" and ")} of ${groups}`,
      tests: stretches(tested, edges),
      train: [0, sessions],
      embargo: embargoSessions,
    }),
    tested,
  }));
  const byGroup = Array.from({ length: groups }, (_, group) =>
    folds.flatMap(({ tested }, fold) => (tested.includes(group) ? [fold] : [])),
  );
  return {
    groups: Array.from({ length: groups }, (_, group) =>
      rows.filter((row) => {
        const session = labels.decisionSession[row]!;
        return session >= edges[group]! && session < edges[group + 1]!;
      }),
    ),
    folds,
    paths: byGroup[0]!.map((_, path) => byGroup.map((its) => its[path]!)),
  };
}

/** Every choice of `count` of 0 to `all` - 1, in the order of a dictionary. */
function choices(all: number, count: number): readonly (readonly number[])[] {
  const found: (readonly number[])[] = [];
  const extend = (chosen: readonly number[], from: number): void => {
    if (chosen.length === count) found.push(chosen);
    else for (let next = from; next < all && found.length <= MOST_FOLDS; next++) extend([...chosen, next], next + 1);
  };
  extend([], 0);
  if (found.length <= MOST_FOLDS) return found;
  throw new UsageError(`${count} of ${all} groups are over ${MOST_FOLDS} folds`, { remedy: "Take fewer groups." });
}

/** The sessions of tested groups, neighbours in one: between them nothing is trained on. */
function stretches(tested: readonly number[], edges: readonly number[]): readonly (readonly [number, number])[] {
  const joined: [number, number][] = [];
  for (const group of tested) {
    const last = joined.at(-1);
    if (last && last[1] === edges[group]) last[1] = edges[group + 1]!;
    else joined.push([edges[group]!, edges[group + 1]!]);
  }
  return joined;
}
