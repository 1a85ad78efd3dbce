import type { Panel } from "../market/index.ts";
import { type LabelOptions, labelParameters } from "./labelParameters.ts";
import type { Labels } from "./labels.ts";
import { labelWindows, type Settle } from "./windows.ts";

/**
 * Simple labels on adjusted closes, whose order does not count: 1 if any close of the window reaches the target, else
 * -1 if any reaches the stop, else 0. The exit is the close of the window's last bar: the label is no trade's outcome,
 * judge it by `ret`.
 *
 * @throws UsageError for barriers outside 0 to 1 or a horizon that is no positive integer.
 */
export function simple(panel: Panel, options: Omit<LabelOptions, "method" | "timeout" | "barriers">): Labels {
  const parameters = labelParameters({ ...options, method: "simple" });
  const above = 1 + parameters.profit;
  const below = 1 - parameters.stop;

  const settle: Settle = ({ close }, first, last, entry, closing, short, _width, outcome) => {
    // Of a delisted ticker the closing price comes beside the last close; of others it is the last close.
    const target = entry * above;
    const floor = entry * below;
    let reached = closing >= target;
    let stopped = closing <= floor;
    for (let j = first; j <= last && !reached; j++) {
      if (close[j]! >= target) reached = true;
      else if (close[j]! <= floor) stopped = true;
    }
    outcome.label = reached ? 1 : stopped ? -1 : 0;
    outcome.exit = last;
    outcome.price = closing;
    outcome.delisted = short;
  };
  return labelWindows(panel, parameters, settle);
}
