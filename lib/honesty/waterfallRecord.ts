import type { Waterfall } from "./waterfall.ts";

/** The numbers by which two waterfalls are compared. */
export function waterfallRecord({ steps }: Waterfall): Readonly<Record<string, number>> {
  const last = steps.at(-1)!;
  return {
    waterfall_published_accuracy: steps[0]!.accuracy,
    waterfall_honest_accuracy: last.accuracy,
    waterfall_honest_edge: last.edge,
  };
}
