import { tmpdir } from "node:os";
import { describe, expect, test } from "vitest";
import { PROFILE_NAMES } from "../runtime/index.ts";
import { registerBacktest } from "./backtest.ts";
import { registerClean } from "./clean.ts";
import { registerDataset } from "./dataset.ts";
import { registerFeatures } from "./features.ts";
import { registerLabels } from "./labels.ts";
import { registerMarketFetch } from "./marketFetch.ts";
import { registerRun } from "./run.ts";
import { registerSearchLabels } from "./searchLabels.ts";
import { runCommand } from "./test/runCommand.ts";
import { registerWaterfall } from "./waterfall.ts";

const COMMANDS = [
  ...[registerBacktest, registerClean, registerDataset, registerFeatures, registerLabels],
  ...[registerMarketFetch, registerRun, registerSearchLabels, registerWaterfall],
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

  test("YAML that is none", async () => {
    const { code, err } = await runCommand(COMMANDS, ["run", "x.ipynb", "-y", "a: [1"], tmpdir());
    expect({ code, lines: err.trimEnd().split("\n").length }).toEqual({ code: 2, lines: 1 });
  });

  test("every command that takes a profile lists all of them", async () => {
    const { out } = await runCommand(COMMANDS, ["run", "--help"], tmpdir());
    expect(out.replaceAll(/\s+/g, " ")).toContain(PROFILE_NAMES.join(", "));
  });
});
