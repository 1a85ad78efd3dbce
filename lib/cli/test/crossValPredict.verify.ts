import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { root, venvProgram } from "trident-base/project";
import { afterAll, expect, test } from "vitest";
import { registerFeatures } from "../features.ts";
import { registerFolds } from "../folds.ts";
import { registerJudge } from "../judge.ts";
import { registerLabels } from "../labels.ts";
import { runCommand } from "./runCommand.ts";

const bars = fileURLToPath(new URL("../../../../shared/market/quick46-2022-2024.parquet", import.meta.url));
const present = existsSync(bars);
if (!present) console.log("reference bars absent: cross_val_predict is not judged on them");

const folder = mkdtempSync(join(tmpdir(), "trident-cross-val-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function trident(...words: readonly string[]): Promise<string> {
  const commands = [registerFeatures, registerFolds, registerJudge, registerLabels];
  const { code, out, err } = await runCommand(commands, words, folder);
  expect(code, err).toBe(0);
  return out;
}

interface Judged {
  readonly verdict: string;
  readonly findings: readonly {
    readonly id: string;
    readonly kind: string;
    readonly passed: boolean;
    readonly value: number | null;
  }[];
}

async function judge(file: string, ...more: readonly string[]): Promise<Judged> {
  const { verdict, findings } = JSON.parse(await trident("judge", file, "--market", bars, ...more, "--json")) as Judged;
  const told = findings.filter(({ id }) => ["too_good", "rank_ic", "out_of_sample"].includes(id));
  console.log(
    file,
    more.length > 0 ? "with folds" : "alone",
    verdict,
    ...told.map(({ id, passed, value }) => `${id} ${passed} ${value}`),
  );
  return { verdict, findings };
}

const leaksOf = ({ findings }: Judged): readonly string[] =>
  findings.filter(({ kind, passed }) => kind === "leak" && !passed).map(({ id }) => id);

test.skipIf(!present)(
  "on real bars scikit-learn's cross_val_predict by shuffled folds is caught, from scores alone and by its folds; by ours it passes",
  async () => {
    await trident("features", bars, "--out", "features.parquet");
    const rule = ["--method", "triple_barrier", "--profit", "0.05", "--stop", "0.08", "--horizon", "10"];
    await trident("labels", bars, ...rule, "--out", "labels.parquet");
    await trident("folds", bars, "--labels", "labels.parquet", "--out", "folds.parquet");
    const judgePackage = join(root, "lib", "python", "trident_judge");
    await promisify(execFile)(venvProgram("python"), [join(judgePackage, "cross_val_predict.py"), folder], {
      env: { ...process.env, PYTHONPATH: join(judgePackage, "src") },
    });
    const alone = await judge("shuffled.parquet");
    expect(alone.verdict).toBe("not real");
    expect(leaksOf(alone)).toContain("too_good");
    const labelled = ["--labels", "labels.parquet"];
    const told = await judge("shuffled.parquet", "--folds", "shuffled-folds.parquet", ...labelled);
    expect(leaksOf(told)).toContain("out_of_sample");
    const purged = await judge("purged.parquet", "--folds", "folds.parquet", ...labelled);
    expect(leaksOf(purged)).toEqual([]);
    expect(purged.findings.find(({ id }) => id === "out_of_sample")).toMatchObject({ passed: true });
  },
);
