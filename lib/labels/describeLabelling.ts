import type { Labelling } from "./labelling.ts";

/** Says a labelling's barriers and horizon: `+5 % / -8 % in 7 bars`, with two digits where a percentage is not whole. */
export function describeLabelling({ profit, stop, horizon }: Omit<Labelling, "method">): string {
  return `+${percent(profit)} / -${percent(stop)} in ${horizon} ${horizon === 1 ? "bar" : "bars"}`;
}

const percent = (fraction: number): string => `${Number((fraction * 100).toFixed(2))} %`;
