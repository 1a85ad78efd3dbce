import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { orderSteps } from "./graph.ts";

const step = (name: string, needs: readonly string[] = [], makes: readonly string[] = []) => ({ name, needs, makes });
const nothing = () => false;
const names = (steps: ReturnType<typeof orderSteps>) => steps.map(({ step: { name } }) => name);

test("notebooks come after those that make what they need, and keep their order otherwise", () => {
  const ordered = orderSteps([step("1", ["b"]), step("2", [], ["./a"]), step("3", ["a"], ["b"]), step("4")], nothing);
  expect(names(ordered)).toEqual(["2", "3", "1", "4"]);
  expect(ordered.map(({ after }) => after)).toEqual([[], [0], [1], []]);
});

test("any graph without a circle is ordered so that nothing comes before what it waits for", () => {
  const graphs = fc.array(fc.array(fc.nat(20)), { maxLength: 12 }).chain((needs) => {
    const steps = needs.map((wanted, i) =>
      step(`${i}`, [...new Set(wanted.filter((other) => other < i).map(String))], [`${i}`]),
    );
    return fc.shuffledSubarray(steps, { minLength: steps.length });
  });
  fc.assert(
    fc.property(graphs, (steps) => {
      const ordered = orderSteps(steps, nothing);
      expect(new Set(names(ordered))).toEqual(new Set(steps.map(({ name }) => name)));
      for (const [place, { step, after }] of ordered.entries()) {
        expect(after.every((other) => other < place)).toBe(true);
        expect(after.map((other) => ordered[other]!.step.name).sort()).toEqual([...step.needs].sort());
      }
    }),
  );
});

describe("refused, with a sentence", () => {
  test.each([
    [
      "a circle",
      [step("1", ["c"], ["a"]), step("2", ["a"], ["b"]), step("3", ["b"], ["c"])],
      /1 needs 3 needs 2 needs 1/,
    ],
    ["a circle that others wait for", [step("0", ["a"]), step("1", ["a"], ["a"])], /1 needs what it makes itself/],
    ["a need that nobody meets", [step("1", ["data/x.json"])], /1 needs 'data\/x.json', which is not there/],
    ["two makers", [step("1", [], ["a"]), step("2", [], ["./a"])], /1 and 2 both make 'a'/],
  ])("%s", (_, steps, message) => {
    expect(() => orderSteps(steps, nothing)).toThrow(message);
  });

  test("but not a file that is there", () => {
    expect(names(orderSteps([step("1", ["data/x.json"])], (path) => path === "data/x.json"))).toEqual(["1"]);
  });
});
