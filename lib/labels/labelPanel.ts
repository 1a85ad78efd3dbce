import type { Panel } from "../market/index.ts";
import type { Labelling } from "./labelling.ts";
import { type LabelOptions, labelParameters } from "./labelParameters.ts";
import type { Labels } from "./labels.ts";
import { simple } from "./simple.ts";
import { tripleBarrier } from "./tripleBarrier.ts";

const METHODS = { simple, triple_barrier: tripleBarrier } satisfies Record<Labelling["method"], unknown>;

/**
 * Labels by the method that the options name.
 *
 * @throws UsageError for an unknown method, a timeout by sign with simple labels, barriers outside 0 to 1 or a horizon
 * that is no positive integer.
 */
export function labelPanel(panel: Panel, options: LabelOptions): Labels {
  const parameters = labelParameters(options);
  return METHODS[parameters.method](panel, parameters);
}
