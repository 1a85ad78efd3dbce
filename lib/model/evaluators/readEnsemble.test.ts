import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, venvProgram } from "trident-base/project";
import { afterAll, expect, test } from "vitest";
import { readEnsemble } from "./readEnsemble.ts";

const folder = mkdtempSync(join(tmpdir(), "trident-foreign-"));
const program = join(root, "lib", "model", "test", "foreignModels.py");
execFileSync(venvProgram("python"), [program, folder]);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ["xgboost", "categories.ubj", "it splits on categories"],
  ["xgboost", "dart.ubj", "its booster is dart; only gbtree is read"],
  ["xgboost", "regression.ubj", "its objective is reg:squarederror"],
  ["lightgbm", "categories.txt", "it splits on categories"],
  ["lightgbm", "linear.txt", "its leaves are linear (linear_tree)"],
  ["lightgbm", "zero.txt", "it takes 0 as missing (zero_as_missing)"],
  ["lightgbm", "averaged.txt", "its trees are averaged (boosting=rf)"],
  ["lightgbm", "regression.txt", "its objective is regression"],
  ["catboost", "asymmetric.json", "its trees are not symmetric (grow_policy)"],
  ["catboost", "regression.json", "its loss is RMSE"],
  ["xgboost", "none.ubj", "the model's file cannot be read"],
] as const)("what is not read is refused by its name: %s, %s", async (engine, name, sentence) => {
  await expect(readEnsemble(engine, join(folder, name))).rejects.toMatchObject({
    name: "ModelFileError",
    message: expect.stringContaining(sentence),
    where: expect.arrayContaining([join(folder, name)]),
  });
});
