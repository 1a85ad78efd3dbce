import type { Command } from "commander";
import { z } from "zod";
import { BARRIERS, LABEL_METHODS, PRIMARY_RULES } from "../labels/index.ts";
import { A_FRACTION, count } from "./options.ts";

const barrier = z.coerce.number(A_FRACTION).positive(A_FRACTION);

/** A labelling by flags. */
export const labellingFields = {
  method: z.enum(LABEL_METHODS),
  profit: barrier,
  stop: barrier,
  horizon: count,
  barriers: z.enum(BARRIERS).exactOptional(),
  primary: z.enum(PRIMARY_RULES).exactOptional(),
};

/** What is said where profit or stop is no fraction, but for barriers by volatility, of which they are multiples. */
export function checkFractions(
  given: { readonly [Name in "profit" | "stop" | "barriers"]?: number | string | undefined },
  context: z.RefinementCtx,
): void {
  if (given.barriers === "vol") return;
  for (const name of ["profit", "stop"] as const) {
    if (Number(given[name] ?? 0) >= 1) context.addIssue({ code: "custom", path: [name], message: A_FRACTION });
  }
}

/** Adds the flags of a labelling to a command. */
export function addLabellingOptions(command: Command, { required }: { readonly required: boolean }): Command {
  const main = [
    ["--method <name>", LABEL_METHODS.join(", ")],
    ["--profit <fraction>", "target above the entry, 0.05 for 5 %; of cross_sectional the share of BUY"],
    ["--stop <fraction>", "stop below the entry, 0.08 for 8 %; of cross_sectional the share of SELL"],
    ["--horizon <bars>", "bars until the time-out"],
  ] as const;
  for (const [flag, help] of main) {
    if (required) command.requiredOption(flag, help);
    else command.option(flag, help);
  }
  return command
    .option("--barriers <how>", "fixed; vol: profit and stop are multiples of sigma20 sqrt(horizon)")
    .option("--primary <rule>", `only what this rule buys has a label: ${PRIMARY_RULES.slice(1).join(", ")}`);
}
