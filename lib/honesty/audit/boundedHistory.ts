import { lastBars } from "../../market/index.ts";
import type { AuditCheck } from "./check.ts";
import { firstDifference, nearlySame, toldDifference } from "./compare.ts";
import type { AuditSubject } from "./subject.ts";

/** Bars of each ticker that are compared. */
const COMPARED = 20;

/** Cuts away the past beyond the history that inputs say they need, and asks for the same last inputs of each ticker. */
export async function checkHistory({ panel, pipeline, inputs }: AuditSubject): Promise<readonly AuditCheck[]> {
  const kept = pipeline.history + COMPARED;
  const short = lastBars(panel, kept);
  const again = await pipeline.inputs(short);
  const pairs: [number, number][] = [];
  for (let t = 0; t < panel.tickers.length; t++) {
    const [end, shortEnd] = [panel.offsets[t + 1]!, short.offsets[t + 1]!];
    if (end - panel.offsets[t]! <= kept) continue;
    for (let k = 1; k <= COMPARED; k++) pairs.push([end - k, shortEnd - k]);
  }
  const found = firstDifference(inputs, again, pairs, nearlySame);
  return [
    {
      ...{ id: "history", subject: "model inputs", passed: found === undefined },
      detail: found
        ? `${toldDifference(panel, found)} when all but ${pipeline.history} bars are cut away. Say more history, or forget sooner`
        : pairs.length === 0
          ? `no ticker has more than ${kept} bars: nothing could be cut away`
          : `the same at ${pairs.length} bars when all but ${pipeline.history} before them are cut away`,
    },
  ];
}
