import type { Decisions, ExitRule } from "./decisions.ts";

/** Exit rules of decisions: how many different ones, and the most frequent. */
export interface RuleMix {
  readonly different: number;
  /** The most frequent first, ten at most. */
  readonly most: readonly (ExitRule & { readonly decisions: number })[];
}

const SHOWN = 10;

/** Counts the exit rules of decisions: each keeps its own. */
export function ruleMix({ profit, stop, horizon }: Decisions): RuleMix {
  const rules = new Map<string, { readonly rule: ExitRule; decisions: number }>();
  for (let k = 0; k < profit.length; k++) {
    const key = `${profit[k]} ${stop[k]} ${horizon[k]}`;
    const known = rules.get(key);
    if (known) known.decisions++;
    else rules.set(key, { rule: { profit: profit[k]!, stop: stop[k]!, horizon: horizon[k]! }, decisions: 1 });
  }
  const sorted = [...rules.values()].sort((a, b) => b.decisions - a.decisions);
  return {
    different: sorted.length,
    most: sorted.slice(0, SHOWN).map(({ rule, decisions }) => ({ ...rule, decisions })),
  };
}
