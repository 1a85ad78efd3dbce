import { createRandom } from "../../runtime/index.ts";
import { pbo } from "../pbo.ts";

/** Mean PBO over matrices of pure noise, and over the same with the annual Sharpe ratio of one trial raised to 3. */
export function meanPbo({
  matrices,
  periods,
  trials,
}: {
  readonly matrices: number;
  readonly periods: number;
  readonly trials: number;
}): { readonly noise: number; readonly skilled: number } {
  const random = createRandom("mean pbo");
  let noise = 0;
  let skilled = 0;
  for (let m = 0; m < matrices; m++) {
    const returns = Array.from({ length: trials }, () => Float64Array.from({ length: periods }, () => random.normal()));
    noise += pbo(returns).probability / matrices;
    const which = random.integer(trials);
    const better = returns.with(
      which,
      returns[which]!.map((r) => r + 3 / Math.sqrt(252)),
    );
    skilled += pbo(better).probability / matrices;
  }
  return { noise, skilled };
}
