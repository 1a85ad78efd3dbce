import { registerMarketCheck } from "./marketCheck.ts";
import type { Program } from "./program.ts";

/** The group `trident market`. */
export function registerMarket(program: Program): void {
  registerMarketCheck(program);
}
