import { registerMarketCheck } from "./marketCheck.ts";
import { registerMarketFetch } from "./marketFetch.ts";
import type { Program } from "./program.ts";

/** `trident market`: where bars come from, and whether they can be trusted. */
export function registerMarket(program: Program): void {
  registerMarketCheck(program);
  registerMarketFetch(program);
}
