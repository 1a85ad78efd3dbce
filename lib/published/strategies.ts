/** Target and stop in whole percents as fractions, the horizon in bars. */
export interface Barriers {
  readonly profit: number;
  readonly stop: number;
  readonly horizon: number;
}

/** One way to label. */
export interface Strategy extends Barriers {
  readonly id: "aggressive" | "simple" | "conservative" | "triple_barrier";
  readonly method: "simple" | "triple_barrier";
}

/** The roadmap's four labelling strategies. */
export const STRATEGIES: readonly Strategy[] = [
  { id: "aggressive", method: "simple", profit: 10 / 100, stop: 5 / 100, horizon: 3 },
  { id: "simple", method: "simple", profit: 5 / 100, stop: 8 / 100, horizon: 7 },
  { id: "conservative", method: "simple", profit: 3 / 100, stop: 10 / 100, horizon: 14 },
  { id: "triple_barrier", method: "triple_barrier", profit: 5 / 100, stop: 8 / 100, horizon: 24 },
];

/** `+10 % / -5 % in 3 bars`. */
export function describeStrategy({ profit, stop, horizon }: Barriers): string {
  return `+${Math.round(profit * 100)} % / -${Math.round(stop * 100)} % in ${horizon} bars`;
}
