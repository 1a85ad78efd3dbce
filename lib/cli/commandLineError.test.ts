import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { PROFILE_NAMES } from "../runtime/index.ts";
import { registerBacktest } from "./backtest.ts";
import { registerBundle } from "./bundle.ts";
import { registerClean } from "./clean.ts";
import { registerDataset } from "./dataset.ts";
import { registerFeatures } from "./features.ts";
import { registerLabels } from "./labels.ts";
import { registerMarketFetch } from "./marketFetch.ts";
import { registerPredict } from "./predict.ts";
import { registerReport } from "./report.ts";
import { registerRun } from "./run.ts";
import { registerSearchLabels } from "./searchLabels.ts";
import { runCommand } from "./test/runCommand.ts";
import { registerTrain } from "./train.ts";
import { registerWaterfall } from "./waterfall.ts";

const folder = mkdtempSync(join(tmpdir(), "trident-command-line-"));
const cell = { cell_type: "code", id: "a", source: "const seed: number = 1;", outputs: [], execution_count: null };
const notebook = {
  ...{ nbformat: 4, nbformat_minor: 5, cells: [{ ...cell, metadata: { tags: ["parameters"] } }] },
  metadata: { kernelspec: { name: "tslab", display_name: "TypeScript", language: "typescript" } },
};
writeFileSync(join(folder, "a.ipynb"), JSON.stringify(notebook));
writeFileSync(join(folder, "damaged.csv"), "ticker,date\nA,2024-01-02\n");
afterAll(() => rmSync(folder, { recursive: true }));

const COMMANDS = [
  ...[registerBacktest, registerBundle, registerClean, registerDataset, registerFeatures, registerLabels],
  ...[
    registerMarketFetch,
    registerPredict,
    registerReport,
    registerRun,
    registerSearchLabels,
    registerTrain,
    registerWaterfall,
  ],
];

describe("a wrong value is a wrong command line, said in one line: 2", () => {
  test.each([
    ["market fetch --universe sp --start 2020-01-01 --out x.parquet", "give all, or some of alpha-76"],
    [
      "market fetch --tickers A --start 2024-01-01 --end 2020-01-01 --out x.parquet",
      "--start is 2024-01-01, after --end",
    ],
    ["market fetch --tickers A --start 2024-13-01 --out x.parquet", "'2024-13-01' is not a date"],
    ["dataset synthetic --shard 3/2 --out d", "give K/N with K from 1 to N"],
    ["dataset synthetic --shard 1/2 --merge --out d", "--shard and --merge are two calls"],
    ["dataset synthetic:tickers=x --out d", "tickers is 'x', not a number"],
    ["run x.ipynb --jobs 0", "--jobs is '0': give a whole number above 0"],
    ["run x.ipynb --timeout x", "--timeout is 'x': give a number"],
    ["search-labels synthetic --trials 0 --out o.json", "--trials is '0': give a whole number above 0"],
    ["search-labels synthetic --seed x --out o.json", "--seed is 'x': give a number"],
    ["labels synthetic --method simple --profit 5% --stop 0.08 --horizon 5 --out l.parquet", "such as 0.05 for 5 %"],
    ["backtest d.parquet --market synthetic --out b --start 2024-01-01 --end 2023-01-01", "after --end 2023-01-01"],
    ["waterfall synthetic --picture o.txt", "no name of an SVG picture"],
    ["features synthetic --out o.csv", "no name of a Parquet file"],
    ["clean --days -1", "--days is '-1'"],
  ])("%s", async (line, said) => {
    const { code, out, err } = await runCommand(COMMANDS, line.split(" "), tmpdir());
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(said);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
  });

  test.each([
    ["run nope.ipynb", "there is no such file or folder (PLACE/nope.ipynb)"],
    ["run a.ipynb -f nope.yaml", "there is no such file or folder (PLACE/nope.yaml)"],
    ["run a.ipynb -p market nope.parquet", "there is no such file or folder (PLACE/nope.parquet)"],
    ["run a.ipynb --feature nope.ts", "there is no such file or folder (PLACE/nope.ts)"],
    ["run a.ipynb -p nosuch 1", "no notebook has the parameter nosuch (a.ipynb). They have seed"],
    ["run a.ipynb -p nosuch=1 --out o", "no notebook has the parameter nosuch"],
    ["run a.ipynb -p seed=x --out o", "'seed' is of type number, not string"],
    ["labels nope --method simple --profit 0.05 --stop 0.08 --horizon 5 --out l.parquet", "(PLACE/nope)"],
    ["backtest nope.parquet --market synthetic --out b", "(PLACE/nope.parquet)"],
    ["backtest a.ipynb --market nope.csv --out b", "(PLACE/nope.csv)"],
    ["dataset synthetic --labels nope.json --out d", "Run 'trident search-labels' first"],
    ["features synthetic --feature nope.ts --out f.parquet", "(PLACE/nope.ts)"],
    ["search-labels synthetic --feature nope.ts --out o.json", "(PLACE/nope.ts)"],
    ["waterfall synthetic --feature nope.ts", "(PLACE/nope.ts)"],
    ["train nope --out b", "Make it with 'trident dataset"],
    ["bundle inspect nope", "Make it with 'trident train"],
    ["predict nope --market synthetic", "(PLACE/nope)"],
    ["report nope --out r.html", "(PLACE/nope)"],
    ["clean nope", "(PLACE/nope)"],
  ])("%s: nothing is there, or it does not take that", async (line, said) => {
    const { code, out, err } = await runCommand(COMMANDS, line.split(" "), folder);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(said.replace("PLACE", folder));
    expect(err.trimEnd().split("\n")).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(["a.ipynb", "damaged.csv"]);
  });

  test.each([
    "labels damaged.csv --method simple --profit 0.05 --stop 0.08 --horizon 5 --out l.parquet",
    "labels synthetic:tickers=3,years=1 --method simple --profit 0.05 --stop 0.08 --horizon 999 --out l.parquet",
  ])("%s: what is there does not do, which is no fault of the command line: 1", async (line) => {
    expect((await runCommand(COMMANDS, line.split(" "), folder)).code).toBe(1);
  });

  test("YAML that is none", async () => {
    const { code, err } = await runCommand(COMMANDS, ["run", "x.ipynb", "-y", "a: [1"], tmpdir());
    expect({ code, lines: err.trimEnd().split("\n").length }).toEqual({ code: 2, lines: 1 });
  });

  test("every command that takes a profile lists all of them", async () => {
    const { out } = await runCommand(COMMANDS, ["run", "--help"], tmpdir());
    expect(out.replaceAll(/\s+/g, " ")).toContain(PROFILE_NAMES.join(", "));
  });
});
