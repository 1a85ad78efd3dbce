import { expect, test } from "vitest";
import { PROFILE_NAMES, PROFILES, type Profile, profileOf } from "./profiles.ts";

test("no profile does less than the one before it", () => {
  const effort = ({ labelSearch: { trials, forest }, draws, waterfallTrees, walkForward, auditTickers }: Profile) => [
    ...[trials, forest.trees, forest.maxDepth, draws, waterfallTrees],
    ...[walkForward.stretches, walkForward.labelTrials, auditTickers],
  ];
  const all = PROFILE_NAMES.map((name) => effort(profileOf(name)));
  for (const [k, more] of all.slice(1).entries())
    more.forEach((each, i) => void expect(each >= all[k]![i]!).toBe(true));
});

test("a name that no profile has is refused, with those that there are", () => {
  expect(profileOf("a100")).toBe(PROFILES.a100);
  for (const name of ["huge", "toString", ""]) {
    expect(() => profileOf(name)).toThrow(`profile is '${name}'. It can be micro, quick, laptop, a100.`);
  }
});
