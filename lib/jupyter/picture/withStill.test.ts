import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json, JsonObject } from "trident-base";
import { venvProgram } from "trident-base/project";
import { expect, test } from "vitest";
import { withStill } from "./withStill.ts";

const PLOTLY = "application/vnd.plotly.v1+json";
const bundleOf = (trace: JsonObject, layout: JsonObject = {}) => ({ [PLOTLY]: { data: [trace], layout } as Json });
const stillOf = (trace: JsonObject, layout?: JsonObject) =>
  withStill(bundleOf(trace, layout))["image/svg+xml"] as string;
const values = (count: number, of: (k: number) => number) => Array.from({ length: count }, (_, k) => of(k));

test("a figure gets a still and its title as text, and stays first and whole", () => {
  const bundle = bundleOf(
    { type: "bar", x: ["a", "b"], y: [1, 2] },
    { title: { text: "Two <b>bars</b>" }, height: 300 },
  );
  const shown = withStill(bundle);
  expect(shown[PLOTLY]).toBe(bundle[PLOTLY]);
  expect(shown["text/plain"]).toBe("Figure: Two bars");
  expect(shown["image/svg+xml"]).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="900" height="300" /);
  expect(withStill(shown)).toBe(shown);
});

test("nbconvert shows the still", () => {
  const folder = mkdtempSync(join(tmpdir(), "trident-still-"));
  const data = withStill(bundleOf({ type: "bar", x: ["a", "b"], y: [1, 2] }));
  const outputs = [{ output_type: "execute_result", execution_count: 1, data, metadata: {} }];
  const cells = [{ cell_type: "code", id: "a", source: "f", metadata: {}, execution_count: 1, outputs }];
  writeFileSync(join(folder, "a.ipynb"), JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));
  execFileSync(venvProgram("jupyter"), ["nbconvert", "--to", "html", "a.ipynb"], { cwd: folder, stdio: "pipe" });
  const still = Buffer.from(data["image/svg+xml"] as string).toString("base64");
  expect(readFileSync(join(folder, "a.html"), "utf8").replaceAll("\n", "")).toContain(still);
  rmSync(folder, { recursive: true });
});

test("a still needs no page around it: no classes, variables or dark colours, and no id that another has", () => {
  const trace = { type: "scatter", mode: "lines+markers", x: [1, 2, 3], y: [-1, 2, 1], error_y: { array: [1, 1, 1] } };
  const still = stillOf(trace, { title: { text: "var(--ink) light-dark(#aaaaaa,#bbbbbb)" } });
  expect(still).not.toMatch(/class=|(fill|stroke)="(var|light-dark)\(/);
  // Text is text, whatever it says.
  expect(still).toContain(">var(--ink) light-dark(#aaaaaa,#bbbbbb)</text>");
  const ids = [still, stillOf({ ...trace, y: [1, 1, 2] })].map((svg) => /id="([^"]+)"/.exec(svg)?.[1]);
  expect(new Set(ids).size).toBe(2);
});

test("a still is sound XML, whatever the figure's texts hold", () => {
  const text = "a & <b>\0\x1b[31m\ud800 '\"\uffff]]> é";
  const stills = [
    stillOf(
      { type: "bar", name: text, x: [text, "b"], y: [1, 2], text },
      { title: { text }, xaxis: { title: { text } } },
    ),
    stillOf({ type: "heatmap", z: [[1, 2]], x: [text, "b"], text: [[text, text]], texttemplate: "%{text}" }),
  ];
  const script = "import sys, json, xml.dom.minidom as x\nfor svg in json.load(sys.stdin): x.parseString(svg.encode())";
  execFileSync(venvProgram("python"), ["-c", script], { input: JSON.stringify(stills), stdio: "pipe" });
});

test("a picture that is there stays; what is no figure stays as it is", () => {
  const own = { ...bundleOf({ type: "bar", y: [1] }), "image/png": "AAAA" };
  expect(withStill(own)).toBe(own);
  const text = { "text/plain": "1" };
  expect(withStill(text)).toBe(text);
});

test.each<[string, JsonObject]>([
  ["a kind without stills", { type: "pie", values: [1, 2] }],
  ["a million values", { type: "scatter", y: values(1_000_000, Math.sin) }],
  [
    "a matrix of many cells",
    { type: "heatmap", z: values(190, (k) => k).map((k) => values(190, (c) => k * c)) as Json },
  ],
  ["a packed array of a million", { type: "scatter", y: { dtype: "f8", bdata: "A".repeat(10_000_000) } }],
  ["no axis for its values", { type: "scatter", y: [1e308, -1e308] }],
])("a figure with %s gets its text alone", (_, trace) => {
  const began = performance.now();
  const shown = withStill(bundleOf(trace));
  expect(Object.keys(shown).sort()).toEqual([PLOTLY, "text/plain"]);
  expect(shown["text/plain"]).toBe("Figure: untitled");
  expect(performance.now() - began).toBeLessThan(5_000);
});

test("a still is never larger than 256 kB", () => {
  for (const count of [100, 1_000, 5_000, 10_000, 20_000]) {
    const still = stillOf({ type: "scatter", mode: "markers", x: values(count, Math.sin), y: values(count, Math.cos) });
    expect((still ?? "").length).toBeLessThanOrEqual(256_000);
  }
});
