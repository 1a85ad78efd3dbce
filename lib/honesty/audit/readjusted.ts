import { isoDate } from "trident-base";
import type { AuditCheck } from "./check.ts";
import { firstDifference, nearlySame, toldDifference } from "./compare.ts";
import { readjustUpTo } from "./disturb.ts";
import type { AuditSubject } from "./subject.ts";

/** Adjusts the past for a split and a dividend that come later, as sources do, and asks for the same inputs. */
export async function checkReadjusted({ panel, pipeline, inputs, cuts }: AuditSubject): Promise<readonly AuditCheck[]> {
  const cut = cuts[1]!;
  const again = await pipeline.inputs(readjustUpTo(panel, cut));
  const known = [...panel.session.keys()].filter((row) => panel.session[row]! <= cut);
  const found = firstDifference(
    inputs,
    again,
    known.map((row) => [row, row] as const),
    nearlySame,
  );
  return [
    {
      ...{ id: "readjusted", subject: "model inputs", passed: found === undefined },
      detail: found
        ? `${toldDifference(panel, found)} after a split and a dividend after ${isoDate(panel.calendar[cut]!)}. Divide levels by the close or a mean volume`
        : `the same after a split and a dividend after ${isoDate(panel.calendar[cut]!)}`,
    },
  ];
}
