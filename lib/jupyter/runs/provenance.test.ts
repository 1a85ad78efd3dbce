import { expect, test } from "vitest";
import { surroundingsOf } from "./provenance.ts";

const installed = { packages: { node: "24.0.0" }, python: {} };
const commitOf = async (answers: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) => {
  const ask = async (program: string, args: readonly string[]) => answers[[program, args.at(-1)].join(" ")];
  return (await surroundingsOf("/project", installed, ask, env)).commit;
};

test("the commit is the repository's, and whether something was changed since", async () => {
  const clean = { "git HEAD": "abc1234", "git --porcelain": "" };
  expect(await commitOf(clean, { TRIDENT_COMMIT: "fff0000" })).toEqual({ id: "abc1234", dirty: false });
  expect(await commitOf({ ...clean, "git --porcelain": " M lib/index.ts" })).toEqual({ id: "abc1234", dirty: true });
});

test("without a repository it is what the image was built of, if that is known", async () => {
  expect(await commitOf({}, { TRIDENT_COMMIT: "abc1234" })).toEqual({ id: "abc1234", dirty: false });
  expect(await commitOf({}, { TRIDENT_COMMIT: "abc1234-dirty" })).toEqual({ id: "abc1234", dirty: true });
  for (const said of ["unknown", ""]) expect(await commitOf({}, { TRIDENT_COMMIT: said })).toBeNull();
  expect(await commitOf({})).toBeNull();
});
