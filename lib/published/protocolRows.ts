import { walkForward } from "../cv/index.ts";
import type { Labelling, Labels } from "../labels/index.ts";
import type { Protocol } from "./leaks.ts";
import { protocolLabels } from "./protocolLabels.ts";
import type { ProtocolYear } from "./protocolYear.ts";
import { ROADMAP } from "./roadmap.ts";
import { type Split, stratifiedSplit } from "./stratifiedSplit.ts";

/** What a protocol learns from and is asked. All rows are numbered as in the year's panel, ascending. */
export interface ProtocolRows extends Split {
  readonly labels: Labels;
  /** The rows that were split: those with a label, without HOLD if the protocol drops it. */
  readonly rows: Uint32Array;
}

/**
 * Labels a year under one protocol and splits its rows, 70 % to train and 30 % to test: shuffled, as they lie, or by date
 * with overlapping labels purged. But by date, either side is empty where hardly a row is left.
 *
 * @param seed of the shuffling.
 * @throws FoldError if a split by date leaves nothing to train on or to test; UsageError for a labelling that is none.
 */
export function protocolRows(year: ProtocolYear, labelling: Labelling, protocol: Protocol, seed: number): ProtocolRows {
  const labels = protocolLabels(year.panel, labelling, protocol);
  const dropHold = protocol.has("drop_hold");
  const rows = Uint32Array.from(labels.label.keys()).filter(
    (row) => labels.known[row] === 1 && !(dropHold && labels.label[row] === 0),
  );
  if (protocol.has("shuffle")) {
    const classes = Int8Array.from(rows, (row) => (labels.label[row] === 1 ? 1 : -1));
    const { train, test } = stratifiedSplit(classes, ROADMAP.testShare, seed);
    return { labels, rows, train: train.map((place) => rows[place]!), test: test.map((place) => rows[place]!) };
  }
  if (protocol.has("no_purge")) {
    const cut = rows.length - Math.round(ROADMAP.testShare * rows.length);
    return { labels, rows, train: rows.slice(0, cut), test: rows.slice(cut) };
  }
  const { train, test } = walkForward(labels, { rows, tests: [year.testFrom] })[0]!;
  return { labels, rows, train, test };
}
