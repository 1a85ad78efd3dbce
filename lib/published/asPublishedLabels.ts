import type { Labelling } from "../labels/index.ts";

/**
 * Labels as the roadmap publishes them, leaks and all: entry at the close, closes only, computed straight through the
 * seam from one ticker to the next. 1 BUY, -1 SELL, 0 HOLD; the last `horizon` rows have no window and are HOLD, which
 * the protocol drops.
 *
 * simple: 1 if any close of the window reaches the target, else -1 if any reaches the stop. Triple barrier: whichever
 * close comes first; at the time-out 1 if the last close is above the entry, else 0.
 *
 * @param close closes of all tickers, one after another.
 */
export function asPublishedLabels(close: Float64Array, { method, profit, stop, horizon }: Labelling): Int8Array {
  const label = new Int8Array(close.length);
  for (let i = 0; i + horizon < close.length; i++) {
    const entry = close[i]!;
    let hitTarget = false;
    let hitStop = false;
    for (let j = i + 1; j <= i + horizon; j++) {
      const ret = close[j]! / entry - 1;
      if (ret >= profit) hitTarget = true;
      else if (ret <= -stop) hitStop = true;
      if (hitTarget || (hitStop && method === "triple_barrier")) break;
    }
    const timedOut = method === "triple_barrier" && close[i + horizon]! > entry ? 1 : 0;
    label[i] = hitTarget ? 1 : hitStop ? -1 : timedOut;
  }
  return label;
}
