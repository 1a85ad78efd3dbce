import type { Json, JsonObject } from "trident-base";
import { describe, expect, test } from "vitest";
import { figurePicture } from "./figurePicture.ts";
import { tickFormat } from "./tickFormat.ts";

const draw = (data: readonly JsonObject[], layout: JsonObject = {}) => figurePicture({ data, layout }, 400, "p");
const count = (svg: string | undefined, what: RegExp) => svg?.match(what)?.length;

test("bars have lengths in proportion to their values, upward and lying, stacked and beside each other", () => {
  const boxes = (svg: string | undefined) =>
    [...svg!.matchAll(/M([\d.]+) [\d.]+h([\d.]+)v([\d.]+)h-\2z/g)].map((found) => found.slice(1).map(Number));
  const [one, two] = boxes(draw([{ type: "bar", x: ["a", "b"], y: [1, 2] }])).map(([, , height]) => height);
  expect(two! / one!).toBeCloseTo(2, 1);
  const lying = draw([{ type: "bar", orientation: "h", y: ["a", "b"], x: [3, 1] }]);
  const [three, less] = boxes(lying).map(([, width]) => width);
  expect(three! / less!).toBeCloseTo(3, 1);
  const pair = [1, 2].map((y) => ({ type: "bar", name: `n${y}`, x: ["a"], y: [y] }));
  const [stacked, grouped] = ["stack", "group"].map((barmode) => draw(pair, { barmode }));
  const places = (svg: string | undefined) => boxes(svg).map(([left]) => left);
  expect(new Set(places(stacked)).size).toBe(1);
  expect(new Set(places(grouped)).size).toBe(2);
});

test("lines break where a value is missing; a typed array of Plotly for Python is read", () => {
  expect(draw([{ type: "scatter", mode: "lines", y: [1, null, 2, 3] }])).toMatch(/d="M[\d. ]+M[\d. ]+L[\d. ]+"/);
  const bdata = Buffer.from(new Float64Array([1, 2, 3]).buffer).toString("base64");
  const packed = draw([{ type: "scatter", mode: "markers", y: { bdata, dtype: "f8" } }]);
  expect(count(packed, /h0/g)).toBe(3);
});

test("dots of one size and colour are one path, each place drawn once; others keep their shapes", () => {
  const many = { type: "scatter", mode: "markers", x: [1, 1, 2, 3], y: [1, 1, 2, 3] };
  const plain = draw([many]);
  expect(count(plain, /h0/g)).toBe(3);
  expect(count(plain, /stroke-linecap="round"/g)).toBe(1);
  const coloured = draw([{ ...many, marker: { color: ["red", "blue", "red", "blue"], size: [6, 6, 6, 9] } }]);
  expect([...coloured!.matchAll(/stroke="(\w+)" stroke-width="(\d+)"/g)].map((found) => found.slice(1, 3))).toEqual([
    ["red", "6"],
    ["blue", "6"],
    ["blue", "9"],
  ]);
  expect(count(draw([{ ...many, marker: { symbol: "circle-open" } }]), /<circle[^>]*fill="none"/g)).toBe(4);
});

test("dates, categories and logarithms have ticks of their kind", () => {
  const dates = draw([{ type: "scatter", mode: "lines", x: ["2021-01-04", "2022-06-01", "2024-12-31"], y: [1, 2, 3] }]);
  expect(dates).toMatch(/>2022(-0\d)?</);
  expect(draw([{ type: "bar", x: ["first", "second"], y: [1, 2] }])).toContain(">second<");
  const powers = draw([{ type: "scatter", y: [1, 10, 1000] }], { yaxis: { type: "log" } });
  expect(powers).toContain(">100<");
});

test("a heat map has a cell a value, with its text in a colour that can be read on it", () => {
  const svg = draw([
    {
      type: "heatmap",
      z: [
        [1, 2],
        [3, null],
      ],
      text: [
        ["a", "b"],
        ["<b>c</b>", "d"],
      ],
      texttemplate: "%{text}",
    },
  ]);
  expect(count(svg, /fill="#[\da-f]{6}"\/>/g)).toBe(3);
  expect(svg).toContain(">c</text>");
});

test("values too far apart for an axis are left to the figure library", () => {
  expect(() => draw([{ type: "scatter", y: [1e308, -1e308] }])).toThrow(RangeError);
});

test("a kind that it cannot draw is left to the figure library", () => {
  expect(draw([{ type: "pie", values: [1] }])).toBeUndefined();
  expect(draw([])).toBeUndefined();
});

describe("figures of any make", () => {
  const strange: Json[] = [
    null,
    "x",
    -1,
    1e308,
    [],
    [null],
    {},
    [[1], ["a", {}]],
    ["2020-01-01", "no"],
    "javascript:x",
    '"><script>',
  ];
  test.each(["bar", "scatter", "heatmap", "candlestick"])("%s: every field may be wrong", (type) => {
    for (const value of strange) {
      for (const field of [
        "x",
        "y",
        "z",
        "open",
        "marker",
        "line",
        "error_y",
        "name",
        "mode",
        "text",
        "xaxis",
        "colorscale",
      ]) {
        let svg: string | undefined;
        try {
          svg = draw([{ type, x: [1, 2], y: [2, 1], z: [[1]], [field]: value }], {
            xaxis: value,
            title: value,
            sliders: value,
          });
        } catch {
          continue;
        }
        expect(svg ?? "").not.toMatch(/<script|NaN|Infinity|="[^">]*javascript:(?!x")|(fill|stroke)="javascript/);
      }
    }
  });
});

test.each([
  [".0%", 0.255, "26%"],
  ["+.0%", 0.1, "+10%"],
  [".1~%", 0.02, "2%"],
  [",", 1234, "1,234"],
  [".2s", 1500, "1.5k"],
  ["", 2_500_000, "2.5M"],
  [".2f", -0.5, "−0.50"],
])("ticks by d3's %s: %d is %s", (specifier, value, text) => {
  expect(tickFormat(specifier)(value)).toBe(text);
});
