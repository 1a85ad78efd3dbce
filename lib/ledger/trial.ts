import { UsageError } from "trident-base";

/** What JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** How a trial ended. All three count when what was found is deflated. */
export type TrialStatus = "complete" | "failed" | "pruned";

const STATUSES: readonly TrialStatus[] = ["complete", "failed", "pruned"];

/** A daily return series: day numbers (days since 1970-01-01) in ascending order, and the net return of each, a fraction. */
export interface DailyReturns {
  readonly dates: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** One trial of a search. */
export interface Trial {
  /** The search's name; a search on other data or with another seed is another study. */
  readonly study: string;
  /** The trial's number in its study, from 0. */
  readonly number: number;
  readonly parameters: { readonly [name: string]: Json };
  /** Names the data that it saw: the same for all searches whose findings are judged together. */
  readonly dataHash: string;
  readonly seed: number | string;
  readonly status: TrialStatus;
  /** What the search maximised or minimised; null where a failed or pruned trial has none. */
  readonly value: number | null;
  /** Daily out-of-fold net returns of the reference policy; null where there are none. */
  readonly returns: DailyReturns | null;
}

/** Which trials: of a study, on some data, both, or all. */
export interface Selection {
  readonly study?: string;
  readonly dataHash?: string;
}

export interface TrialCounts {
  /** Every trial, however it ended: the raw number that a deflated Sharpe ratio takes. */
  readonly all: number;
  readonly complete: number;
  readonly failed: number;
  readonly pruned: number;
}

/** @throws UsageError if the trial is not one that can be kept. */
export function checkTrial({ study, number, dataHash, seed, status, value, returns }: Trial): void {
  const where = [`study '${study}'`, `trial ${number}`];
  if (study === "") throw new UsageError("a trial needs the name of its study", { where });
  if (dataHash === "") throw new UsageError("a trial needs the hash of its data", { where });
  if (!Number.isSafeInteger(number) || number < 0) {
    throw new UsageError(`the trial's number is ${number}`, { where, remedy: "Give a whole number from 0." });
  }
  if (typeof seed === "number" && !Number.isSafeInteger(seed)) {
    throw new UsageError(`the trial's seed is ${seed}`, { where, remedy: "Give a whole number or a text." });
  }
  if (!STATUSES.includes(status)) {
    throw new UsageError(`the trial's status is '${status}'`, {
      where,
      remedy: `It is one of: ${STATUSES.join(", ")}.`,
    });
  }
  if (value === null ? status === "complete" : !Number.isFinite(value)) {
    throw new UsageError(`the value of a ${status} trial is ${value}`, { where, remedy: "Give a finite number." });
  }
  if (returns) checkReturns(returns, where);
}

function checkReturns({ dates, values }: DailyReturns, where: readonly string[]): void {
  if (dates.length !== values.length) {
    throw new UsageError(`lengths differ: dates ${dates.length}, values ${values.length}`, { where });
  }
  for (let i = 0; i < dates.length; i++) {
    if (!Number.isSafeInteger(dates[i]) || (i > 0 && dates[i]! <= dates[i - 1]!)) {
      throw new UsageError(`date ${i} is ${dates[i]}`, { where, remedy: "Give ascending day numbers, each once." });
    }
    if (!Number.isFinite(values[i])) {
      throw new UsageError(`return ${i} is ${values[i]}`, { where, remedy: "A day without a position returns 0." });
    }
  }
}

/**
 * JSON with the names of every object in ascending order, so that equal values are equal texts.
 *
 * @throws UsageError at what JSON cannot hold: a function, NaN, undefined.
 */
export function canonicalJson(value: Json, path = "parameters"): string {
  if (Array.isArray(value)) return `[${value.map((item, i) => canonicalJson(item, `${path}[${i}]`)).join(",")}]`;
  // Maps, dates and typed arrays have other tags, and would be kept as {}.
  if (Object.prototype.toString.call(value) === "[object Object]") {
    const members = Object.entries(value as { readonly [name: string]: Json })
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member, `${path}.${name}`)}`);
    return `{${members.join(",")}}`;
  }
  const plain = value === null || ["boolean", "string"].includes(typeof value) || Number.isFinite(value);
  if (!plain) throw new UsageError(`${path} is ${String(value)}`, { remedy: "Give what JSON can hold." });
  return JSON.stringify(value);
}
