import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import { costModel } from "./costModel.ts";

test("costModel finds a line without noise, whatever its units", () => {
  const positive = fc.double({ min: 0.01, max: 100, noNaN: true });
  fc.assert(
    fc.property(positive, positive, (fixed, each) => {
      const model = costModel([100, 200, 400].map((rows) => ({ rows, seconds: fixed + each * rows })));
      expect(model.fixed / fixed).toBeCloseTo(1, 4);
      expect(model.each / each).toBeCloseTo(1, 4);
      expect(model.scatter).toBeLessThan(1e-6);
    }),
  );
});

test("costModel knows what it does not know: of noise of a tenth nine in ten means lie within 2.4 errors", () => {
  const random = createRandom("cost model");
  let within = 0;
  for (let k = 0; k < 400; k++) {
    const timings = [1000, 2000, 4000].flatMap((rows) =>
      Array.from({ length: 3 }, () => ({ rows, seconds: (0.5 + 0.001 * rows) * (1 + 0.1 * random.normal()) })),
    );
    const { fixed, each, scatter, leverage } = costModel(timings);
    const at = 20_000;
    const error = Math.abs(each * at + fixed - (0.5 + 0.001 * at));
    if (error < 2.4 * scatter * Math.sqrt(leverage(at)) * (0.5 + 0.001 * at)) within++;
  }
  expect(within / 400).toBeGreaterThan(0.9);
});

test("costModel never says less than nothing", () => {
  expect(
    costModel([
      { rows: 10, seconds: 5 },
      { rows: 20, seconds: 4 },
    ]),
  ).toMatchObject({ each: 0 });
  expect(
    costModel([
      { rows: 10, seconds: 1 },
      { rows: 20, seconds: 4 },
    ]),
  ).toMatchObject({ fixed: 0 });
});
