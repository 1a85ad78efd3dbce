import { execFileSync } from "node:child_process";
import { venvProgram } from "trident-base/project";
import { expect, test } from "vitest";
import { readParameterText } from "./parameterText.ts";

/** papermill's own reading: PyYAML without dates. */
const PEER = `
import json, sys, yaml
from papermill.iorw import NoDatesSafeLoader
print(json.dumps([yaml.load(text, Loader=NoDatesSafeLoader) or {} for text in json.load(sys.stdin)]))`;

const SAME = [
  "seed: 7\nmarket: bars.parquet",
  "start: 2024-01-01\nx: 1.5e+3",
  "tickers: [KO, NVDA]\nlimits:\n  a: -1\n  b: .5\nflag: true\nnone: ~",
  'text: "a\\n\\u00e9"\nfolded: >\n  one\n  two\nkept: |\n  one\n  two\n',
  "base: &b {a: 1}\nagain: *b",
  '{"json": [1, "2", null]}',
  "",
  "# nothing\n",
];

test("YAML is read as papermill reads it", () => {
  const input = JSON.stringify(SAME);
  const peer = JSON.parse(execFileSync(venvProgram("python"), ["-c", PEER], { input, encoding: "utf8" }));
  expect(SAME.map((text) => readParameterText(text, "-y"))).toEqual(peer);
});

test("tickers that YAML 1.1 takes for booleans stay text", () => {
  expect(readParameterText("tickers: [ON, NO, Y]\nwhen: 12:30", "-y")).toEqual({
    tickers: ["ON", "NO", "Y"],
    when: "12:30",
  });
});

test.each([
  ["a: [1", /The parameters are not YAML: .*\(p\.yaml\)/],
  ["a: 1\na: 2", /not YAML: .*unique/],
  ["- 1", /not a map from names to values \(p\.yaml\)/],
  ["just text", /not a map/],
  ["id: 12345678901234567890", /'id' is a number that cannot be passed on unchanged: 12345678901234567890/],
  ["x: .nan", /'x' is a number that cannot be passed on/],
  ["a: *nowhere", /not YAML/],
  ["a: &a [1, *a]", /'a' holds itself \(p\.yaml\)/],
  ["b: { a: &a { x: { y: *a } } }", /'b' holds itself/],
  ["a: 1\n---\na: 2", /several documents, where one is meant/],
  ['a: !!js/function "x"', /not YAML: .*tag/],
  [`a: ${"[".repeat(10_000)}`, /not YAML: they are nested too deeply/],
  [
    `a0: &a0 [x, x]\n${Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}x]`).join("\n")}`,
    /not YAML/,
  ],
])("refused: %s", (text, message) => {
  expect(() => readParameterText(text, "p.yaml")).toThrow(message);
});
