import { isoDate } from "trident-base";
import type { Matrix } from "../../runtime/index.ts";
import type { AuditCheck } from "./check.ts";
import { firstDifference, toldDifference } from "./compare.ts";
import { disturbAfter } from "./disturb.ts";
import type { AuditSubject } from "./subject.ts";

/**
 * Puts other bars in the place of all that come after a session, of every ticker, and asks for the same inputs, behaviour
 * and clusters up to it, bit for bit.
 */
export async function checkLaterBars({ panel, pipeline, inputs, cuts }: AuditSubject): Promise<readonly AuditCheck[]> {
  const behaviour = await pipeline.behaviour(panel);
  const faults: Record<string, string | undefined> = {};
  const note = (subject: string, fault: string | undefined): void => {
    faults[subject] ??= fault;
  };
  for (const [k, cut] of cuts.entries()) {
    const other = disturbAfter(panel, cut, "later bars");
    const after = `when the bars after ${isoDate(panel.calendar[cut]!)} are others`;
    const known = [...panel.session.keys()].filter((row) => panel.session[row]! <= cut);
    const compare = (subject: string, before: Matrix, then: Matrix): void => {
      const found = firstDifference(
        before,
        then,
        known.map((row) => [row, row] as const),
      );
      note(subject, found && `${toldDifference(panel, found)} ${after}. Make it of the bars up to the decision`);
    };
    compare("model inputs", inputs, await pipeline.inputs(other));
    compare("behaviour of tickers", behaviour, await pipeline.behaviour(other));
    // At first there are too few months to make clusters of.
    if (k === 0) continue;
    const [fitted, again] = await Promise.all(
      [panel, other].map((each) => pipeline.clusters(each, panel.calendar[cut]! + 1)),
    );
    const moved = JSON.stringify(fitted) !== JSON.stringify(again);
    note("clusters", moved ? `the centres move ${after}. Fit them on months before that day` : undefined);
  }
  return ["model inputs", "behaviour of tickers", "clusters"].map((subject) => ({
    ...{ id: "later_bars" as const, subject, passed: faults[subject] === undefined },
    detail: faults[subject] ?? `the same up to ${cuts.length} sessions after which all bars were others`,
  }));
}
