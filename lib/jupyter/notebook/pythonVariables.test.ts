import { execFileSync } from "node:child_process";
import fc from "fast-check";
import type { Json } from "trident-base";
import { venvProgram } from "trident-base/project";
import { expect, test } from "vitest";
import { pythonVariables } from "./pythonVariables.ts";

const SOURCE = `# seed: int = 0
"""market = 'in a docstring'"""
market: str = "synthetic"  # where bars come from; x = 1
seed = 42; jobs = -1.5
dry: bool = False
tickers = [
    'NVDA',  # a comment, with a bracket ]
    'KO',
]
limits: "Optional[float]" = None
if dry:
    inner = 1
text = """
hidden = 1
"""
a == 3
x.y = 4
if dry: nested = 1; nested2 = 2
long = 1 + \\
    2
def f(a=1): return a
last: int | None = 3
`;

/** What Python itself finds: plain assignments to one name at the top level. */
const PEER = `
import ast, json, sys
given = json.load(sys.stdin)
def value(node):
    try: return {"plain": ast.literal_eval(node)}
    except ValueError: return {}
found = []
for node in ast.parse(given["source"]).body:
    target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
    if isinstance(target, ast.Name): found.append({"name": target.id, **value(node.value)})
read = [ast.literal_eval(ast.parse(line).body[0].value) for line in given["lines"]]
print(json.dumps({"found": found, "same": read == given["values"], "read": read}))`;

test("variables and their values are those that Python finds, and values arrive in Python as they were", () => {
  const values: Json[] = fc.sample(fc.jsonValue() as fc.Arbitrary<Json>, { numRuns: 300, seed: 1 });
  values.push("\u2028 \\ ' \" \n", 1e300, -0.1, { "a b": [true, null] });
  const [variable] = pythonVariables("x = 0");
  const lines = values.map((value) => variable!.assign(value));
  const input = JSON.stringify({ source: SOURCE, lines, values });
  const peer = JSON.parse(execFileSync(venvProgram("python"), ["-c", PEER], { input, encoding: "utf8" }));
  expect(peer.read).toEqual(JSON.parse(JSON.stringify(values)));
  const ours = pythonVariables(SOURCE);
  expect(ours.map(({ name }) => name)).toEqual(peer.found.map(({ name }: { name: string }) => name));
  for (const [index, { name, value }] of ours.entries()) {
    // What is not understood is left out; what is understood is what Python says.
    if (value !== undefined) expect([name, value]).toEqual([name, peer.found[index].plain]);
  }
  const plain = Object.fromEntries(ours.map(({ name, value }) => [name, value]));
  expect(plain).toMatchObject({ market: "synthetic", seed: 42, jobs: -1.5, dry: false, tickers: ["NVDA", "KO"] });
});

test("types are understood as far as they are plain, and an assignment keeps them", () => {
  const shapes = {
    int: "integer",
    "Optional[int]": "integer | null",
    "typing.Optional[str]": "string | null",
    "list[str]": "(string)[]",
    "list[list[float]]": "((number)[])[]",
    "Sequence[Optional[int]]": "(integer | null)[]",
    '"float | None"': "number | null",
    "Literal['a', 'b', 3]": '"a" | "b" | 3',
    "Union[int, dict[str, int]]": "integer | Record<string, integer>",
    "tuple[int, str]": "[integer, string]",
    "tuple[int, ...]": "(integer)[]",
    "list[np.ndarray]": "(Unknown)[]",
    Any: "unknown",
    dict: "Record<string, unknown>",
    "np.ndarray": undefined,
  };
  const found = Object.keys(shapes).map((type) => [type, pythonVariables(`x: ${type} = f()`)[0]!.shape]);
  expect(Object.fromEntries(found)).toEqual(shapes);
  expect(pythonVariables("x: int = 1")[0]!.assign(2)).toBe("x: int = 2");
});
