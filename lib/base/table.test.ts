import { expect, test } from "vitest";
import { tableBundle } from "./table.ts";

const column = (name: string, type: string, values: readonly unknown[]) => ({
  name,
  type,
  value: (row: number) => values[row],
});

const linesOf = (columns: Parameters<typeof tableBundle>[0]["columns"], rows: number): string[] =>
  tableBundle({ title: "T", rows, columns })["text/plain"].split("\n");

test("names, types and values stand in line, points below points, and the shape above", () => {
  const close = column("close", "float32", [1.5, Math.fround(0.1), Number.NaN]);
  const bundle = tableBundle({
    title: "Bars",
    rows: 3,
    columns: [close, column("who", "string", ["a", "bcd", null])],
    rowName: (row) => "xyz"[row],
  });
  expect(bundle["text/plain"].split("\n")).toEqual([
    "Bars: 3 rows × 2 columns",
    "     close  who",
    "   float32  string",
    "x      1.5  a",
    "y      0.1  bcd",
    "z      NaN  null",
  ]);
  expect(bundle["text/html"]).toContain("<caption>Bars: 3 rows × 2 columns</caption>");
  expect(bundle["text/html"].match(/<td style="text-align:right">/g)).toHaveLength(3);
});

test.each([
  [
    [1, 20, 300],
    ["1", "20", "300"],
  ],
  [
    [1, 2.25, 1234.5],
    ["1.00", "2.25", "1234.50"],
  ],
  [
    [1 / 3, null, -2],
    ["0.333333", "null", "-2.000000"],
  ],
  [
    [1e-9, 1],
    ["1e-9", "1"],
  ],
  [
    [1e21, Number.POSITIVE_INFINITY],
    ["1e+21", "Infinity"],
  ],
  [
    [2n ** 70n, 3n],
    ["1180591620717411303424", "3"],
  ],
  [
    [new Date("2024-02-29"), new Date("2024-02-29T10:00:00Z")],
    ["2024-02-29", "2024-02-29T10:00:00.000Z"],
  ],
  [
    ["a\nb", true],
    ["a\\nb", "true"],
  ],
  [
    [{ a: 1 }, undefined],
    ["{ a: 1 }", ""],
  ],
])("%s are written %s", (values, written) => {
  const found = [
    ...tableBundle({ title: "", rows: values.length, columns: [column("c", "", values)] })["text/html"].matchAll(
      /<td[^>]*>(.*?)<\/td>/g,
    ),
  ].map((cell) => cell[1]);
  expect(found).toEqual(written);
});

test("of a long and wide table the ends are shown, and nothing else is read", () => {
  const read = new Set<number>();
  const columns = Array.from({ length: 71 }, (_, c) => ({
    name: `c${c}`,
    type: "float32",
    value: (row: number) => {
      read.add(row);
      return row;
    },
  }));
  const bundle = tableBundle({ title: "Features", rows: 1_500_000, columns });
  expect([...read].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 1499995, 1499996, 1499997, 1499998, 1499999]);
  expect(bundle["text/html"]).toContain("1,500,000 rows × 71 columns");
  expect(bundle["text/html"].match(/<th scope="col"/g)).toHaveLength(2 * 25);
  const lines = bundle["text/plain"].split("\n");
  expect(lines).toHaveLength(3 + 11);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(125);
});

test("texts are escaped and cut, also at characters of two units; what throws says so in its place", () => {
  const { "text/html": html } = tableBundle({
    title: "<i>",
    rows: 3,
    columns: [
      column("<b>", "<u>", ["<script>", "😀".repeat(200)]),
      {
        name: "bad",
        type: "",
        value: () => {
          throw new RangeError("no");
        },
      },
    ],
  });
  expect(html).not.toMatch(/<(i|b|u|script)>/);
  expect(html).toContain(`>${"😀".repeat(59)}…<`);
  expect(html.match(/\(RangeError thrown\)/g)).toHaveLength(3);
});

test("a table of nothing has its heads", () => {
  expect(linesOf([column("a", "int32", [])], 0)).toEqual(["T: 0 rows × 1 column", "  a", "  int32"]);
  expect(linesOf([], 0)).toEqual(["T: 0 rows × 0 columns", "", ""]);
});
