import type { Panel } from "../market/index.ts";
import { stopDistance } from "./exitRule.ts";
import { type LabelOptions, labelParameters } from "./labelParameters.ts";
import type { Labels } from "./labels.ts";
import { labelWindows, type Settle } from "./windows.ts";

/**
 * Triple-barrier labels (Lopez de Prado, Advances in Financial Machine Learning, 2018, chapter 3) on adjusted bars: 1
 * when the target is met first, -1 when the stop is, 0 when neither is within `horizon` bars.
 *
 * A bar that opens at or beyond a barrier exits at its open (not the bar entered at its open); otherwise exits are at
 * the barrier's price, and a bar that touches both counts as stopped. With neither, the exit is the last bar's close. A
 * delisting close at or beyond a barrier counts as that barrier. With barriers by volatility (`barrierWidth`), a row at
 * which that is not known has no label.
 *
 * @throws UsageError for barriers out of range or a horizon that is no positive integer.
 */
export function tripleBarrier(panel: Panel, options: Omit<LabelOptions, "method">): Labels {
  const parameters = labelParameters({ ...options, method: "triple_barrier" });
  const { profit } = parameters;
  const bySign = parameters.timeout === "sign";
  const opensInside = parameters.entry === "next_open" ? 1 : 0;

  const settle: Settle = ({ open, high, low }, first, last, entry, closing, short, width, outcome) => {
    const target = entry * (1 + profit * width);
    const floor = entry * (1 - stopDistance(parameters, width));
    outcome.delisted = false;
    for (let j = first; j <= last; j++) {
      if (low[j]! > floor && high[j]! < target) continue;
      const gap = j >= first + opensInside;
      const opening = open[j]!;
      outcome.exit = j;
      if (gap && opening <= floor) {
        outcome.label = -1;
        outcome.price = opening;
      } else if (gap && opening >= target) {
        outcome.label = 1;
        outcome.price = opening;
      } else if (low[j]! <= floor) {
        outcome.label = -1;
        outcome.price = floor;
      } else {
        outcome.label = 1;
        outcome.price = target;
      }
      return;
    }
    outcome.exit = last;
    outcome.price = closing;
    outcome.delisted = short;
    if (short && closing <= floor) outcome.label = -1;
    else if (short && closing >= target) outcome.label = 1;
    else outcome.label = bySign && closing > entry ? 1 : 0;
  };
  return labelWindows(panel, parameters, settle);
}
