import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { registerBundle } from "./bundle.ts";
import { registerDataset } from "./dataset.ts";
import { runCommand } from "./test/runCommand.ts";
import { registerTrain } from "./train.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cli-train-"));
  await trident("dataset", "synthetic:tickers=10,years=2,seed=4", "--out", "d");
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

const SMALL = ["--profile", "micro", "--clusters", "1", "--members", "lgb", "--ledger", "l.sqlite", "--workers", "1"];

function trident(...words: readonly string[]) {
  return runCommand([registerDataset, registerTrain, registerBundle], words, folder);
}

test("one JSON object on stdout, progress on stderr; the bundle is inspected, verified, and found when changed", async () => {
  const { code, out, err } = await trident("train", "d", "--out", "b", ...SMALL, "--json");
  expect([code, err]).toEqual([0, expect.stringMatching(/1 of 1 trials; cluster 1 lightgbm .*best so far .* left/)]);
  const told = JSON.parse(out);
  expect(told.manifest).toEqual(JSON.parse(await readFile(join(folder, "b", "manifest.json"), "utf8")));
  expect(told.ledger).toEqual({ file: join(folder, "l.sqlite"), projects: false });
  expect(told.believable.lines.map(({ id }: { id: string }) => id)).toEqual(
    ["auc", "sign_auc", "rank_ic"].map((measure) => `${measure} cluster 1 lightgbm`),
  );
  expect(told.notes).toContainEqual(expect.stringMatching(/^too short to certify: 25 blocks of 11 sessions/));

  const again = await trident("train", "d", "--out", "b", ...SMALL, "--resume");
  expect(again.out).toContain(`Counted in ${join(folder, "l.sqlite")}, apart from the project's ledger`);

  const inspected = await trident("bundle", "inspect", "b");
  expect(inspected.out).toMatch(
    /1 members in 1 clusters[\s\S]*WARNING: too short[\s\S]*AUC 0\.\d+ \(volatility alone 0\.\d+\)/,
  );
  expect(JSON.parse((await trident("bundle", "verify", "b", "--json")).out)).toMatchObject({ passed: true });
  const model = join(folder, "b", told.manifest.members[0].file);
  await appendFile(model, "more");
  await writeFile(join(folder, "b", "members", "stray.txt"), "");
  const verified = await trident("bundle", "verify", "b");
  expect([verified.code, verified.out]).toEqual([
    1,
    "members/1-lightgbm.txt is not what was saved\nmembers/stray.txt is not in the manifest\n",
  ]);
}, 120_000);

test("in so many minutes: trials by fits that are measured once, and then hold", async () => {
  const words = ["train", "d", "--out", "m", ...SMALL, "--minutes", "0.001", "--json"];
  const { code, out } = await trident(...words);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    notes: expect.arrayContaining(["4 trials of each engine in each cluster, by a fit that was measured"]),
    manifest: { training: { trials: 4, trees: 10 } },
  });
  const measured = await readFile(join(folder, "m", "work", "trials.json"), "utf8");
  await trident(...words, "--resume");
  expect(await readFile(join(folder, "m", "work", "trials.json"), "utf8")).toBe(measured);
}, 120_000);

test.each([
  [["train", "d", "--out", "b", ...SMALL], /has a training already \(.*b\)\. Go on with it by --resume/, 1],
  [
    ["train", "none", "--out", "c", ...SMALL],
    /there is no such file or folder .* Make it with 'trident dataset PANEL/,
    2,
  ],
  [["train", "d", "--out", "c", "--members", "xgb,xgb"], /--members is 'xgb,xgb': give a list of xgb, lgb, cat/, 2],
  [["train", "d", "--out", "d/inside", ...SMALL], /lies in, what is read/, 1],
  [["train", "d", "--out", "c", "--trials", "4", "--minutes", "9"], /--trials and --minutes both .* Give one/, 2],
  [["train", "d", "--out", "c", "--classes", "4"], /--classes is '4'/, 2],
  [["train", "d", "--out", "c", "--ray", "here"], /--ray is 'here': give HOST:PORT of a cluster's head, or auto/, 2],
  [["bundle", "verify", "d"], /this is no manifest of a bundle/, 1],
])("%j is refused in one line", async (words, message, exit) => {
  const { code, err } = await trident(...words);
  expect([code, err.trim().split("\n").length]).toEqual([exit, 1]);
  expect(err).toMatch(message);
});
