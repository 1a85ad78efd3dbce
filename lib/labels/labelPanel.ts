import type { Panel } from "../market/index.ts";
import { crossSectional } from "./crossSectional.ts";
import type { LabelMethod } from "./labelling.ts";
import { type LabelOptions, labelParameters } from "./labelParameters.ts";
import type { Labels } from "./labels.ts";
import { simple } from "./simple.ts";
import { tripleBarrier } from "./tripleBarrier.ts";

const METHODS = {
  simple,
  triple_barrier: tripleBarrier,
  cross_sectional: crossSectional,
} satisfies Record<LabelMethod, unknown>;

/**
 * Labels by the method that the options name.
 *
 * @throws UsageError for an unknown method, what the method does not have, barriers out of range or a horizon that is no
 * positive integer.
 */
export function labelPanel(panel: Panel, options: LabelOptions): Labels {
  const parameters = labelParameters(options);
  return METHODS[parameters.method](panel, parameters);
}
