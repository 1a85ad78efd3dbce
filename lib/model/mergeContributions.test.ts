import { expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import { mergeContributions } from "./mergeContributions.ts";
import { restorePrior } from "./restorePrior.ts";
import { logit, type Scorer, scoreRows, sigmoid } from "./scorer.ts";

type Model = (x: readonly number[]) => number;

const scorer: Scorer = {
  members: ["a", "b"],
  stacker: { intercept: 0.1, weights: [0.7, -0.2] },
  calibrator: { intercept: -0.3, weights: [0.5] },
};
const models: Readonly<Record<string, Model>> = {
  a: ([x, y, z]) => x! * y! + Math.abs(z!) - 0.2,
  b: ([x, y, z]) => (x! > 0 ? y! : z!) * z!,
};
const prior = { a: [0.7, 0.3], b: [0.4, 0.6] } as const;

const random = createRandom("merged contributions");
const draw = () => Array.from({ length: 3 }, () => random.normal());
const background = Array.from({ length: 20 }, draw);
const rows = Array.from({ length: 15 }, draw);

/** Shapley values by their definition, over all orders of three columns; what is absent is averaged over the background. */
function shapley(model: Model): Float64Array {
  const worth = (x: readonly number[], present: readonly number[]) =>
    background.reduce((sum, b) => sum + model(b.map((value, j) => (present.includes(j) ? x[j]! : value))), 0) / 20;
  const orders = [0, 1, 2].flatMap((i) => [0, 1, 2].filter((j) => j !== i).map((j) => [i, j, 3 - i - j]));
  return Float64Array.from(
    rows.flatMap((x) => {
      const values = [0, 0, 0, worth(x, [])];
      for (const order of orders) {
        order.forEach((column, k) => {
          values[column]! += (worth(x, order.slice(0, k + 1)) - worth(x, order.slice(0, k))) / 6;
        });
      }
      return values;
    }),
  );
}

const oddsOf = ([no, yes]: readonly [number, number]) => Math.log(yes / no);

test("are the Shapley values of the merged function, and add up to its logit", () => {
  const contributions = {
    a: { values: shapley(models.a!), offset: oddsOf(prior.a) },
    b: { values: shapley(models.b!), offset: oddsOf(prior.b) },
  };
  const merged = mergeContributions(scorer, contributions, 3);
  const whole = shapley((x) => {
    const a = models.a!(x) + oddsOf(prior.a);
    const b = models.b!(x) + oddsOf(prior.b);
    return -0.3 + 0.5 * (0.1 + 0.7 * a - 0.2 * b);
  });
  expect(merged).toHaveLength(whole.length);
  merged.forEach((value, i) => {
    expect(value).toBeCloseTo(whole[i]!, 12);
  });
  const probability = Object.fromEntries(
    (["a", "b"] as const).map((name) => [
      name,
      restorePrior(
        Float64Array.from(rows, (x) => sigmoid(models[name]!(x))),
        prior[name],
      ),
    ]),
  );
  scoreRows(scorer, probability).forEach((p, i) => {
    expect(merged.slice(4 * i, 4 * i + 4).reduce((sum, value) => sum + value)).toBeCloseTo(logit(p), 10);
  });
});

test("what does not fit is refused", () => {
  const member = { values: new Float64Array(8), offset: 0 };
  expect(() => mergeContributions(scorer, { a: member }, 3)).toThrow("the contributions of b are not of the same rows");
  expect(() => mergeContributions(scorer, { a: member, b: member }, 4)).toThrow("of a are not of the same rows and 4");
});
