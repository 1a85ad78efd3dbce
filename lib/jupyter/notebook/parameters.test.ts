import { describe, expect, test } from "vitest";
import { code, makeNotebook, markdown } from "../test/makeNotebook.ts";
import { scanDeclarations } from "./declarations.ts";
import { cellTags, type Notebook } from "./notebook.ts";
import { injectParameters, notebookParameters, parseParameter } from "./parameters.ts";

const SOURCE = `// let commented: string = "out";
/* const out = 1; */
let market: string = "synthetic"; // where bars come from; let x = 1
export const profile: "quick" | "laptop" = 'quick'
let seed = 1, jobs: number = -2.5e1
let dry = false
const tickers: readonly string[] = [
  "NVDA",
]
let limits: Map<string, number> = new Map([["a", 1]])
let pattern = /let hidden = "3;/g
let last: number
const { a, b } = other
if (dry) { let inner = 1 }
let when = compute(1,
  2)
`;

function withParameters(...before: string[]): Notebook {
  return makeNotebook("tslab", [...before.map(markdown), code(SOURCE, ["parameters"]), code("market")]);
}

function inject(
  values: Record<string, never | string | number | boolean | null | string[]>,
  notebook = withParameters(),
) {
  return injectParameters(notebook, values, "a.ipynb");
}

describe("declarations", () => {
  test("are read at the top level only, with type and value", () => {
    const found = scanDeclarations(SOURCE);
    expect(found.map(({ name }) => name)).toEqual([
      "market",
      "profile",
      "seed",
      "jobs",
      "dry",
      "tickers",
      "limits",
      "pattern",
      "last",
      "when",
    ]);
    expect(found.find(({ name }) => name === "limits")?.type).toBe("Map<string, number>");
    expect(found.find(({ name }) => name === "when")?.value).toBe("compute(1, 2)");
  });

  test("have their default where it is plain", () => {
    const defaults = Object.fromEntries(notebookParameters(withParameters()).map((p) => [p.name, p.default]));
    expect(defaults).toMatchObject({ market: "synthetic", profile: "quick", seed: 1, jobs: -25, dry: false });
    expect(defaults.limits).toBeUndefined();
  });
});

describe("injection", () => {
  test("redeclares after the parameters cell, with the declared types", () => {
    const { cells } = inject(
      { market: 'a "quoted"\nfile', seed: 7, tickers: ["KO"], profile: "laptop" },
      withParameters("# T"),
    );
    expect(cells.map((cell) => cellTags(cell)[0])).toEqual([undefined, "parameters", "injected-parameters", undefined]);
    expect(cells[2]!.source).toBe(
      [
        "// Parameters",
        'let market: string = "a \\"quoted\\"\\nfile";',
        "let seed = 7;",
        'const tickers: readonly string[] = ["KO"];',
        'const profile: "quick" | "laptop" = "laptop";',
      ].join("\n"),
    );
  });

  test("replaces what an earlier run injected, and takes it away when there is nothing to inject", () => {
    const once = inject({ seed: 7 });
    const twice = inject({ seed: 8 }, once);
    expect(twice.cells.length).toBe(once.cells.length);
    expect(twice.cells[1]!.source).toContain("seed = 8");
    expect(inject({}, once).cells.length).toBe(once.cells.length - 1);
  });

  test("refuses an unknown name, naming the known ones", () => {
    expect(() => inject({ sed: 1 })).toThrow(/no parameter 'sed' \(a\.ipynb\)\. It has market, profile, seed/);
    expect(() => inject({ x: 1 }, makeNotebook("tslab", [code("1")]))).toThrow("It declares none");
  });

  test.each([
    ["market", 1, "string, not number"],
    ["seed", "1", "number, not string"],
    ["dry", "yes", "boolean, not string"],
    ["profile", "slow", '"quick" | "laptop"'],
    ["tickers", "KO", "readonly string[], not string"],
    ["market", null, "string, not null"],
  ])("refuses for %s the value %j", (name, value, message) => {
    expect(() => inject({ [name]: value })).toThrow(message);
  });
});

describe("text from a command line", () => {
  const known = Object.fromEntries(notebookParameters(withParameters()).map((p) => [p.name, p]));

  test.each([
    ["market", "46", "46"],
    ["seed", "46", 46],
    ["dry", "True", true],
    ["profile", "laptop", "laptop"],
    ["tickers", '["KO"]', ["KO"]],
  ])("%s %s", (name, text, value) => {
    expect(parseParameter(known[name]!, text)).toEqual(value);
  });

  test("that does not fit is refused", () => {
    expect(() => parseParameter(known.seed!, "many")).toThrow("'seed' is of type number");
    expect(() => parseParameter(known.seed!, "99999999999999999999")).toThrow(
      "'seed' is a number that cannot be passed",
    );
    expect(() => parseParameter(known.seed!, "1e999")).toThrow("'seed' is a number that cannot be passed");
    expect(() => parseParameter(known.dry!, "1")).toThrow("'dry' is of type boolean");
  });
});
