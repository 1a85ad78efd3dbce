import * as arrow from "apache-arrow";
import danfo from "danfojs-node";
import { describe, expect, test } from "vitest";
import { mimeBundle } from "./mimeBundle.ts";

const text = async (value: unknown) => String((await mimeBundle(value))["text/plain"]);
const linesOf = async (value: unknown) => (await text(value)).split("\n").map((line) => line.trim().split(/ {2,}/));
const isTable = async (value: unknown) => "text/html" in (await mimeBundle(value));

describe("tables", () => {
  test("typed arrays of every kind, ten million values at once", async () => {
    for (const kind of [Int8Array, Uint8Array, Uint8ClampedArray, Int32Array, Float32Array, Float64Array]) {
      expect(await linesOf(kind.of(1, 2))).toEqual([
        [`${kind.name}: 2 values`],
        [""],
        [kind.name.replace(/(Clamped)?Array/, "").toLowerCase()],
        ["0", "1"],
        ["1", "2"],
      ]);
    }
    expect((await linesOf(BigUint64Array.of(7n))).at(-1)).toEqual(["0", "7"]);
    const long = new Float64Array(1e7);
    long[1e7 - 1] = 2.5;
    expect((await linesOf(long)).at(-1)).toEqual(["9999999", "2.5"]);
    expect(await text(new Float64Array(0))).toBe("Float64Array(0) []");
    expect(await text(Buffer.from("ab"))).toBe("<Buffer 61 62>");
  });

  test("records, with the fields of all rows that are shown; only those rows are read", async () => {
    expect(
      await linesOf([
        { a: 1, b: "x" },
        { a: 2.5, c: null },
      ]),
    ).toEqual([
      ["Array of records: 2 rows × 3 columns"],
      ["a", "b", "c"],
      ["number", "string", "null"],
      ["0", "1.0", "x"],
      ["1", "2.5", "null"],
    ]);
    const rows = Array.from({ length: 1e5 }, (_, i) => ({
      get i() {
        if (i > 5 && i < 99_990) throw new Error("read");
        return i;
      },
    }));
    expect((await linesOf(rows)).at(-1)).toEqual(["99999", "99999"]);
  });

  test("rows of numbers, and columns", async () => {
    expect(
      (
        await linesOf([
          [1, 2],
          [3, 4.5],
        ])
      ).slice(-2),
    ).toEqual([
      ["0", "1", "2.0"],
      ["1", "3", "4.5"],
    ]);
    expect((await linesOf([Float32Array.of(1), Float32Array.of(2)]))[0]).toEqual([
      "Array of Float32Arrays: 2 rows × 1 column",
    ]);
    expect(await linesOf({ when: ["mon", "tue"], n: Int32Array.of(1, 2) })).toEqual([
      ["Columns: 2 rows × 2 columns"],
      ["when", "n"],
      ["int32"],
      ["0", "mon", "1"],
      ["1", "tue", "2"],
    ]);
  });

  test.each([
    ["numbers", [1, 2]],
    ["texts", ["a"]],
    ["rows of different lengths", [[1], [1, 2]]],
    ["records among others", [{ a: 1 }, 3]],
    ["nothing", []],
    ["empty records", [{}]],
    ["an object", { a: 1, list: [1] }],
    ["columns of different lengths", { a: Int8Array.of(1), b: [1, 2] }],
    ["a map", new Map([["a", 1]])],
    ["dates", [new Date(0)]],
  ])("%s are no table", async (_, value) => {
    expect(await isTable(value)).toBe(false);
  });
});

describe("Arrow", () => {
  const table = arrow.tableFromArrays({
    n: Float32Array.of(1.5, 0.1, 3),
    s: ["a", "<b>", null],
    day: [new Date(0), new Date("2024-02-29"), null],
    big: BigInt64Array.of(1n, 2n ** 60n, 3n),
    list: [[1, 2], [3], [4]],
    record: [{ x: 1 }, { x: 2 }, { x: 3 }],
  });
  const cells = [
    ["0", "1.5", "a", "1970-01-01", "1", "[1,2]", '{"x": 1}'],
    ["1", "0.1", "<b>", "2024-02-29", String(2n ** 60n), "[3]", '{"x": 2}'],
  ];

  test("tables and batches", async () => {
    const lines = await linesOf(table);
    expect(lines[0]).toEqual(["Arrow table: 3 rows × 6 columns"]);
    expect(lines[1]).toEqual(["n", "s", "day", "big", "list", "record"]);
    expect(lines[2]!.slice(0, 3)).toEqual(["float32", "Dictionary<Int32, Utf8>", "Timestamp<MILLISECOND>"]);
    expect(lines.slice(3, 5)).toEqual(cells);
    expect(lines[5]!.slice(0, 4)).toEqual(["2", "3.0", "null", "null"]);
    expect(String((await mimeBundle(table))["text/html"])).toContain('<td style="text-align:left">&lt;b&gt;</td>');
    expect((await linesOf(table.batches[0])).slice(3, 5)).toEqual(cells);
  });

  test("vectors, of decimals and of ten million values too", async () => {
    expect(await linesOf(table.getChild("n"))).toEqual([
      ["Arrow vector: 3 values"],
      [""],
      ["float32"],
      ["0", "1.5"],
      ["1", "0.1"],
      ["2", "3.0"],
    ]);
    const list = arrow.vectorFromArray([Array.from({ length: 1000 }, (_, i) => i)]);
    expect((await linesOf(list)).at(-1)![1]).toMatch(/^\[0,1,2,.*…$/);
    const type = new arrow.Decimal(2, 10, 128);
    const decimals = arrow.makeVector(
      arrow.makeData({ type, length: 2, data: Uint32Array.of(12345, 0, 0, 0, 7, 0, 0, 0) }),
    );
    expect((await linesOf(decimals)).slice(-2)).toEqual([
      ["0", "123.45"],
      ["1", "0.07"],
    ]);
    const long = arrow.makeVector(new Float64Array(1e7));
    expect((await linesOf(long))[0]).toEqual(["Arrow vector: 10,000,000 values"]);
  });
});

test("danfojs frames and series, with their own row names", async () => {
  const frame = new danfo.DataFrame(
    [
      [1, "x", true, 1.5],
      [2, "y", false, 0.123456],
    ],
    { columns: ["n", "s", "b", "f"] },
  );
  expect(await linesOf(frame)).toEqual([
    ["DataFrame: 2 rows × 4 columns"],
    ["n", "s", "b", "f"],
    ["int32", "string", "boolean", "float"],
    ["0", "1", "x", "true", "1.500000"],
    ["1", "2", "y", "false", "0.123456"],
  ]);
  const series = new danfo.Series([10, 20], { columns: ["prices"], index: ["KO", "PG"] });
  expect(await linesOf(series)).toEqual([
    ["Series: 2 rows × 1 column"],
    ["prices"],
    ["int32"],
    ["KO", "10"],
    ["PG", "20"],
  ]);
});

describe("Plotly figures", () => {
  const figure = {
    data: [{ type: "scatter", x: [new Date(0)], y: Float64Array.of(1, Number.NaN), customdata: BigInt64Array.of(3n) }],
    layout: { title: { text: "Equity" } },
    config: { responsive: true },
  };

  test("are drawn, typed arrays as lists", async () => {
    expect(await mimeBundle(figure)).toMatchObject({
      "application/vnd.plotly.v1+json": {
        data: [{ type: "scatter", x: ["1970-01-01T00:00:00.000Z"], y: [1, null], customdata: [3] }],
        layout: { title: { text: "Equity" } },
        config: { responsive: true },
      },
      "image/svg+xml": expect.stringMatching(/^<svg/),
      "text/plain": "Plotly figure 'Equity': 1 trace",
    });
    expect(await text({ data: [], layout: {} })).toBe("Plotly figure: 0 traces");
  });

  test.each([
    ["an answer of some server", { data: [{ a: 1 }], status: 200 }],
    ["data alone", { data: [{ a: 1 }] }],
    ["more than a figure", { ...figure, rows: 3 }],
    ["data that are no traces", { data: [1, 2], layout: {} }],
    ["a layout that is none", { data: [{ a: 1 }], layout: "wide" }],
    [
      "one of an accessor that throws",
      {
        ...figure,
        get layout() {
          throw new Error("no");
        },
      },
    ],
  ])("%s is none", async (_, value) => {
    expect(Object.keys(await mimeBundle(value))).toEqual(["text/plain"]);
  });
});

describe("values that resist", () => {
  const throws = () => {
    throw new Error("no");
  };
  const hostile = new Proxy({}, { get: throws, has: throws, ownKeys: throws, getPrototypeOf: throws });

  test.each([
    ["a proxy", hostile],
    ["a list of proxies", [hostile]],
    ["a frame of accessors that throw", Object.defineProperty({}, "columns", { get: throws })],
    ["a schema that is none", { schema: { fields: [1] }, numRows: 1, getChildAt: throws }],
    ["a vector that is none", { length: 2, type: { typeId: 1 }, get: throws }],
    ["an own text that throws", { [Symbol.for("nodejs.util.inspect.custom")]: throws }],
    ["a tag that throws", Object.defineProperty({}, Symbol.toStringTag, { get: throws })],
  ])("%s has a text", async (_, value) => {
    expect((await text(value)).length).toBeGreaterThan(1);
  });

  test("a display method that throws is told of beside the value", async () => {
    const shown = await text({ a: 1, [Symbol.for("Jupyter.display")]: throws });
    expect(shown).toMatch(/^\{\s+a: 1/);
    expect(shown).toMatch(/\nIts method Symbol\.for\("Jupyter\.display"\) threw Error: no/);
  });
});

test("what shows itself is asked first, later if it has to wait, and has text beside", async () => {
  const own = { [Symbol.for("Jupyter.display")]: async () => ({ "image/png": Uint8Array.of(1, 2, 3) }) };
  expect(await mimeBundle(own)).toEqual({
    "image/png": "AQID",
    "text/plain": expect.stringContaining("Jupyter.display"),
  });
});
