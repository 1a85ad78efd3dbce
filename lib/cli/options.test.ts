import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { registerBacktest } from "./backtest.ts";
import { registerBench } from "./bench.ts";
import { registerClean } from "./clean.ts";
import { registerDataset } from "./dataset.ts";
import { registerDial } from "./dial.ts";
import { registerFeatures } from "./features.ts";
import { registerKernel } from "./kernel.ts";
import { registerLabels } from "./labels.ts";
import { registerMarket } from "./market.ts";
import { runProgram } from "./program.ts";
import { registerReport } from "./report.ts";
import { registerRoadmap } from "./roadmap.ts";
import { registerRun } from "./run.ts";
import { registerSearchLabels } from "./searchLabels.ts";
import { registerWaterfall } from "./waterfall.ts";

const ALL = [
  ...[registerBacktest, registerBench, registerClean, registerDataset, registerDial, registerFeatures, registerKernel],
  ...[registerLabels, registerMarket, registerReport, registerRoadmap, registerRun, registerSearchLabels],
  registerWaterfall,
];

test.each([
  ["run x.ipynb -p", /argument missing/],
  ["run x.ipynb -p seed", /-p seed has no value/],
  ["run x.ipynb -p seed --out", /-p seed has no value, since --out/],
  ["run x.ipynb --jobs abc", /--jobs is 'abc'/],
  ["run x.ipynb --jobs 0", /--jobs is '0'/],
  ["run x.ipynb --jobs 1.5", /--jobs is '1.5'/],
  ["run x.ipynb --timeout -1", /--timeout is '-1'/],
  ["run x.ipynb --timeout 1e999", /--timeout is '1e999'/],
  ["run x.ipynb --profile quik", /--profile is 'quik'/],
  ["run", /missing required argument/],
  ["clean --days -1", /--days is '-1'/],
  ["clean --days soon", /--days is 'soon'/],
  ["report a b --out r.html", /a report is of one run/],
  ["report a", /no file is named/],
  ["report a --out r.txt", /ends in .html/],
  ["report --diff a", /--diff compares two runs/],
  ["roadmap --profile quik", /--profile is 'quik'/],
  ["bench nope", /no benchmark 'nope'/],
  ["bench features --runs 0", /--runs is '0'/],
  ["kernel install --user --prefix p", /--user and --prefix/],
  ["features synthetic --out f.parquet --tickers ,", /--tickers is ','/],
  ["labels synthetic --method nope --profit 0.1 --stop 0.1 --horizon 5 --out l.parquet", /--method is 'nope'/],
  ["dial synthetic --tickers ,", /--tickers is ','/],
  ["waterfall synthetic --trees none", /--trees is 'none'/],
  ["search-labels synthetic --trials 0 --out p.json", /--trials is '0'/],
  ["dataset synthetic --out d --shard 1of2", /--shard is '1of2'/],
  ["dataset synthetic --out d --spy s.parquet", /--spy and --vix/],
  ["backtest d.parquet --market synthetic --out o --start 2024-02-30", /'2024-02-30'/],
  ["market check b.csv --fix", /--fix, --out and --quarantine/],
  ["market fetch --tickers A --start 2024-13-01 --out b.parquet", /'2024-13-01'/],
  ["market fetch --start 2024-01-01 --out b.parquet", /no tickers/],
])("'%s' is a wrong command line: one line, exit code 2", async (line, message) => {
  let out = "";
  let err = "";
  const code = await runProgram(ALL, line.split(" "), {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    cwd: tmpdir(),
    env: {},
    signal: new AbortController().signal,
  });
  expect(err).toMatch(message);
  expect({ code, out, lines: err.trim().split("\n").length }).toEqual({ code: 2, out: "", lines: 1 });
});
