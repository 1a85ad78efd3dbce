import type { FeatureCheckId } from "../../features/index.ts";
import type { BundleCheck } from "../../model/index.ts";

/** What the audit looked at, and what it found. */
export interface AuditCheck {
  readonly id: AuditCheckId;
  /** What was looked at: "model inputs", "purged k-fold". */
  readonly subject: string;
  readonly passed: boolean;
  /** What holds, or what does not, where, and what to do about it. */
  readonly detail: string;
}

/** A check that chance can fail: it passes unless its p is too small beside those of all the others. */
export interface AuditTest extends Omit<AuditCheck, "passed"> {
  /** How often chance alone gives as much. */
  readonly p: number;
}

/** What a check is known to catch, and what it cannot see. */
export interface AuditCheckKind {
  /** Planted leaks that it catches, each of which has a test. */
  readonly catches: readonly string[];
  readonly cannotSee: string;
}

/** The checks of a pipeline, in the order of the table. */
export const AUDIT_CHECKS = {
  later_bars: {
    catches: [
      "tomorrow's return as an input",
      "inputs standardised over the whole series",
      "gaps filled backward",
      "behaviour of the month that is decided in",
      "clusters fitted on all dates",
    ],
    cannotSee: "what was known of the future when the code was written",
  },
  history: {
    catches: ["a sum from the first bar on as an input"],
    cannotSee: "tickers with fewer bars than the history",
  },
  readjusted: {
    catches: ["price levels as inputs", "the adjustment factor as an input"],
    cannotSee: "a source that corrects its bars later",
  },
  other_tickers: {
    catches: ["the ticker's place in the panel as an input"],
    cannotSee: "dependence that is meant: ranks within the day and the market's own return are looked at in later_bars",
  },
  settled_labels: {
    catches: ["labels that end later than they say"],
    cannotSee: "whether the label is what one wants to trade",
  },
  last_labels: {
    catches: [
      "early hits labelled at the panel's end",
      "labels across the next ticker's bars",
      "delisted rows without a label",
    ],
    cannotSee: "tickers that the panel never had",
  },
  fills: {
    catches: ["entries at the close that is decided at", "fills at the low of the next bar", "fills without volume"],
    cannotSee: "how much could be had at the price",
  },
  purged_folds: {
    catches: [
      "shuffled rows",
      "blocks without purging",
      "blocks that ignore how long a label lasts",
      "no embargo",
      "a walk forward without a gap",
    ],
    cannotSee: "labels that end later than they say, which settled_labels sees",
  },
  spans: {
    catches: ["calibration on dates of tuning", "a certificate on dates of calibration"],
    cannotSee: "how often a span was looked at, which the ledger counts",
  },
  withheld: {
    catches: [
      "inputs scaled by rows that are tested",
      "bins cut on all rows",
      "the scored fold ends the training",
      "a stacker that saw what its members learned",
      "a target's mean by ticker over all rows",
      "a threshold chosen on the certificate span",
      "a calibrator fitted on the certificate span",
    ],
    cannotSee: "parameters that a person chose after looking at the tested rows",
  },
  lagged_context: {
    catches: ["the VIX of the same evening", "SPY of the next session"],
    cannotSee: "whether a file's dates are those of its closes",
  },
  universe: {
    catches: ["a list of survivors that nobody calls one", "a list made after the first day of training"],
    cannotSee: "a list that was chosen by its gains and keeps its delisted tickers",
  },
  mirror: {
    catches: ["an input that mirrors the next ten days"],
    cannotSee: "an input that tells less than an AUC of 0.55",
  },
  shuffled_labels: {
    catches: ["the learner is shown the answers"],
    cannotSee: "leaks that do not go by the label",
  },
  random_walk: {
    catches: ["inputs that know tomorrow, learned from"],
    cannotSee: "leaks that the synthetic market does not have",
  },
  folds_against_walk: {
    catches: ["folds that learn from neighbouring days"],
    cannotSee: "a leak that both have",
  },
  decay: {
    catches: ["a score that knows one day"],
    cannotSee: "slow leaks: it acquits nothing, shuffled folds keep 0.97 of their IC, a leak of ten days 0.87",
  },
} as const satisfies Readonly<Record<string, AuditCheckKind>>;

/** A check of the pipeline, of a feature of one's own, or of a bundle's files. */
export type AuditCheckId = keyof typeof AUDIT_CHECKS | "too_good" | "feature" | FeatureCheckId | BundleCheck["id"];
