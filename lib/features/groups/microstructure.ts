import type { PairedBars, Scratch } from "../scratch.ts";

/** The 4 microstructure features. */
export function microstructure(bars: PairedBars, { kernels: k, features: f, temporary: { a, b } }: Scratch): void {
  const { length, open, high, low, close, volume } = bars;
  k.microstructureOfBars(open, high, low, close, volume, length, f.spread_proxy, f.order_flow_clv, a);
  k.rollingMedian(a, 20, 5, length, b);
  k.quotient(a, b, 0, length, f.institutional_activity);

  k.product(f.order_flow_clv, volume, length, a);
  k.rollingStd(a, 0, 20, 5, length, b);
  k.quotient(a, b, 0, length, f.vw_clv);
}
