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

  test.each([
    ["tslab", "let u: string | null = null", "None", null],
    ["tslab", "let u: string | null = null", "null", null],
    ["tslab", "let u: string | null = null", "KO", "KO"],
    ["tslab", "let u: string = ''", "null", "null"],
    ["tslab", "let u: string = ''", '"5"', '"5"'],
    ["tslab", "let u: string | number = 1", "5", 5],
    ["tslab", "let u: string | number = 1", "five", "five"],
    ["tslab", "let u = null", "None", null],
    ["tslab", "let u: number[][] = []", "[[2]]", [[2]]],
    ["tslab", "let u: Record<string, number> = {}", '{"a": 2}', { a: 2 }],
    ["tslab", "let u: {\n  a: number\n  b?: string\n} = { a: 1 }", '{"a": 2, "b": "x"}', { a: 2, b: "x" }],
    ["tslab", "let u: [number, number] = [1, 2]", "[3, 4]", [3, 4]],
    ["tslab", "let u: Grid = [[1]]", "[[2]]", [[2]]],
    ["tslab", "let u: Method = 'simple'", "5", "5"],
    ["python3", "u: Optional[str] = None", "None", null],
    ["python3", "u: Optional[str] = None", "null", null],
    ["python3", "u: str | None = None", "None", null],
    ["python3", "u: str = 'a'", "None", "None"],
    ["python3", "u: dict[str, list[int]] = {}", '{"a": [1]}', { a: [1] }],
    ["python3", "u: np.ndarray = f()", "[1]", [1]],
  ])("%s: %s, given %s", (kernel, declared, text, value) => {
    const notebook = makeNotebook(kernel, [code(declared, ["parameters"])]);
    const [parameter] = notebookParameters(notebook);
    const read = parseParameter(parameter!, text);
    expect(read).toEqual(value);
    const [, { source }] = injectParameters(notebook, { u: read }).cells as [unknown, { source: string }];
    expect(source.replaceAll(": [", ":[")).toContain(
      kernel === "tslab" || value !== null ? `= ${JSON.stringify(value)}` : "= None",
    );
  });

  test.each([
    ["tslab", "let u: number[][] = []", "[2]"],
    ["tslab", "let u: number[][] = []", "2"],
    ["tslab", "let u: Record<string, number> = {}", '{"a": "2"}'],
    ["tslab", "let u: { a: number } = { a: 1 }", '{"b": 2}'],
    ["tslab", "let u: [number, number] = [1, 2]", "[3]"],
    ["tslab", "let u = [1]", "3"],
    ["python3", "u: dict[str, int] = {}", '{"a": 1.5}'],
    ["python3", "u = ['KO']", "KO"],
  ])("%s: %s refuses %s", (kernel, declared, text) => {
    const [parameter] = notebookParameters(makeNotebook(kernel, [code(declared, ["parameters"])]));
    expect(() => parseParameter(parameter!, text)).toThrow("is of type");
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
