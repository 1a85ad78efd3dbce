import { createRandom } from "../../runtime/index.ts";
import type { Trial } from "../index.ts";

/** A completed trial with a month of returns that depend on its study and number alone. */
export function exampleTrial(changed: Partial<Trial> = {}): Trial {
  const { study = "search", number = 0 } = changed;
  const random = createRandom(study, number);
  const dates = Int32Array.from({ length: 20 }, (_, i) => 20_000 + i);
  return {
    study,
    number,
    parameters: { profit: 0.05, stop: 0.08, horizon: number },
    dataHash: "bars-1",
    seed: 7,
    status: "complete",
    value: 0.5,
    returns: { dates, values: Float64Array.from(dates, () => 0.01 * random.normal()) },
    ...changed,
  };
}
