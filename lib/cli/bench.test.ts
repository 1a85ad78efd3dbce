import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "trident-base/project";
import { expect, test } from "vitest";

function bench(name: string) {
  const program = join(root, "lib", "cli", "trident.mjs");
  const small = ["--market", "synthetic:tickers=4,years=1", "--rows", "600", "--runs", "1", "--json"];
  return spawnSync(process.execPath, [program, "bench", name, ...small], { encoding: "utf8" });
}

test.each([
  ["features", ["polars"]],
  ["labels", []],
  ["load", ["duckdb"]],
])("%s says how long it took, and its peers", (name, peers) => {
  const { status, stdout } = bench(name);
  expect(status).toBe(0);
  const told = JSON.parse(stdout);
  expect(told).toMatchObject({ name, rows: 504, threads: expect.any(Number), timing: expect.any(String) });
  expect(told.seconds).toBeGreaterThan(0);
  expect(Object.keys(told.peers)).toEqual(peers);
  for (const seconds of Object.values(told.peers)) expect(seconds).toBeGreaterThan(0);
});

test("a name that is none gets those that there are", () => {
  expect(bench("nope")).toMatchObject({
    status: 2,
    stdout: "",
    stderr: expect.stringMatching(
      /^trident: there is no benchmark 'nope'. There is backtest, .*kernel, .*search, trident[.]\n$/,
    ),
  });
});
