import type { LabelOptions } from "./labelParameters.ts";

/**
 * Says a labelling's barriers and horizon: `+5 % / -8 % in 7 bars`, with two digits where a percentage is not whole;
 * `+1 σ / -1.5 σ in 10 bars` where they follow the volatility, σ that of the window.
 */
export function describeLabelling({
  profit,
  stop,
  horizon,
  method,
  barriers = "fixed",
  primary = "none",
}: Omit<LabelOptions, "method"> & Partial<Pick<LabelOptions, "method">>): string {
  const bars = `${horizon} ${horizon === 1 ? "bar" : "bars"}`;
  const size = barriers === "vol" ? (k: number) => `${Number(k.toFixed(2))} σ` : percent;
  const which = primary === "none" ? "" : ` of what ${primary} buys`;
  return method === "cross_sectional"
    ? `highest ${percent(profit)} / lowest ${percent(stop)} of a day after ${bars}${which}`
    : `+${size(profit)} / -${size(stop)} in ${bars}${which}`;
}

const percent = (fraction: number): string => `${Number((fraction * 100).toFixed(2))} %`;
