import { UsageError } from "trident-base";
import type { Panel } from "../market/index.ts";
import type { Labels } from "./labels.ts";
import type { BarrierOptions } from "./parameters.ts";
import { simple } from "./simple.ts";
import { type TripleBarrierOptions, tripleBarrier } from "./tripleBarrier.ts";

/** A labelling as data: what a command line, a study or a saved search names. */
export type LabelOptions =
  | (TripleBarrierOptions & { readonly method: "triple_barrier" })
  | (BarrierOptions & { readonly method: "simple"; readonly timeout?: "hold" });

/**
 * Labels by the method that the options name.
 *
 * @throws UsageError for an unknown method, a timeout by sign with simple labels, barriers outside 0 to 1 or a horizon
 * that is no positive integer.
 */
export function labelPanel(panel: Panel, options: LabelOptions): Labels {
  switch (options.method) {
    case "triple_barrier":
      return tripleBarrier(panel, options);
    case "simple":
      if ((options.timeout ?? "hold") !== "hold") {
        throw new UsageError(`timeout is '${options.timeout}' with the simple method`, {
          remedy: "Only triple_barrier labels can end by sign.",
        });
      }
      return simple(panel, options);
    default:
      throw new UsageError(`method is '${(options as { method: unknown }).method}'`, {
        remedy: "It can be triple_barrier or simple.",
      });
  }
}
