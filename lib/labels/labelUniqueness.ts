import type { Labels } from "./labels.ts";

/**
 * How much of each label is its own: the mean, over the sessions from the entry to the exit, of one over the labels of the
 * same ticker that are open then ("average uniqueness", Lopez de Prado, "Advances in financial machine learning", 2018,
 * section 4.3). 1 where nothing overlaps. For barrier labels that is for the most part a class weight in disguise: one
 * that runs to its horizon overlaps with more.
 *
 * @param rows rows of the panel, ascending; they alone count as open.
 * @returns by row of the panel; NaN for others.
 */
export function labelUniqueness(
  { offsets, entrySession, exitSession, calendar }: Labels,
  rows: Uint32Array,
): Float64Array {
  const result = new Float64Array(entrySession.length).fill(Number.NaN);
  const open = new Int32Array(calendar.length + 1);
  // Sums of one over the labels that are open, up to a session.
  const shares = new Float64Array(calendar.length + 1);
  let from = 0;
  for (let t = 0; from < rows.length; t++) {
    let to = from;
    while (to < rows.length && rows[to]! < offsets[t + 1]!) to++;
    open.fill(0);
    for (let i = from; i < to; i++) {
      open[entrySession[rows[i]!]!]! += 1;
      open[exitSession[rows[i]!]! + 1]! -= 1;
    }
    let now = 0;
    for (let session = 0; session < calendar.length; session++) {
      now += open[session]!;
      shares[session + 1] = shares[session]! + (now > 0 ? 1 / now : 0);
    }
    for (let i = from; i < to; i++) {
      const [first, past] = [entrySession[rows[i]!]!, exitSession[rows[i]!]! + 1];
      result[rows[i]!] = (shares[past]! - shares[first]!) / (past - first);
    }
    from = to;
  }
  return result;
}
