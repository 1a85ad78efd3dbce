import { isoDate } from "trident-base";
import { FoldError, walkForward } from "../cv/index.ts";
import type { Labels } from "../labels/index.ts";

/** Blocks of horizon + 1 sessions that a certificate needs. */
const BLOCKS = 25;
/** Shares of the sessions: usually held out for each of the two last spans, and at most for the certificate. */
const USUAL = 0.1;
const MOST = 0.3;

/** Decisions between two dates. */
export interface Span {
  /** First and last decision, ISO. */
  readonly from: string;
  readonly to: string;
  /** Rows of the panel, ascending. */
  readonly rows: Uint32Array;
}

/** Who serves what, by date. Each span's outcomes are settled before the next one begins. */
export interface Spans {
  /** Clusters, tuning and the members' last fit. */
  readonly tuning: Span;
  /** Calibration and the decision policy. */
  readonly calibration: Span;
  /** The certificate, and nothing else. */
  readonly certificate: Span;
  /** Why the certificate span cannot certify anything; null if it can. */
  readonly tooShort: string | null;
}

/**
 * Cuts a dataset's decisions in three by date, purged between them: the certificate span is the last 10 % of the
 * sessions, or 25 blocks of horizon + 1 sessions where those are more; the calibration span is the 10 % before it.
 * Where the blocks would be over 30 % of all, nothing can be certified, and the last 10 % are held out all the same.
 *
 * @throws FoldError if a span has no rows with a label.
 */
export function cutSpans(labels: Labels, rows: Uint32Array): Spans {
  const { calendar, decisionSession, parameters } = labels;
  const sessions = calendar.length;
  const needed = BLOCKS * (parameters.horizon + 1);
  const usual = Math.ceil(USUAL * sessions);
  const enough = needed <= Math.floor(MOST * sessions);
  const last = enough ? Math.max(usual, needed) : usual;
  const starts = [sessions - last - usual, sessions - last] as const;
  if (starts[0] < 1)
    throw new FoldError(`${sessions} sessions are too few for three spans`, { remedy: "Take more history." });
  const [before, after] = walkForward(labels, { tests: starts.map((at) => isoDate(calendar[at]!)), rows });
  const calibrating = after!.train.filter((row) => decisionSession[row]! >= starts[0]);
  if (calibrating.length === 0) {
    throw new FoldError("the calibration span has no rows that are settled before the certificate span", {
      remedy: "Take more history or a shorter horizon.",
    });
  }
  const span = (chosen: Uint32Array): Span => {
    const at = Array.from(chosen, (row) => decisionSession[row]!);
    const [first, end] = at.reduce(([low, high], each) => [Math.min(low, each), Math.max(high, each)], [sessions, 0]);
    return { from: isoDate(calendar[first!]!), to: isoDate(calendar[end!]!), rows: chosen };
  };
  return {
    tuning: span(before!.train),
    calibration: span(calibrating),
    certificate: span(after!.test),
    tooShort: enough
      ? null
      : `too short to certify: ${BLOCKS} blocks of ${parameters.horizon + 1} sessions are ${needed}, over 30 % of ${sessions} sessions`,
  };
}
