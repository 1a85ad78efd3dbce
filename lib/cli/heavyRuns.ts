import type { Json } from "trident-base";
import type { Cell, Notebook, Output } from "trident-jupyter";
import { createRandom, type Random } from "../runtime/index.ts";

/** What a heavy run consists of. */
export type Weight = "text" | "figures" | "tables" | "mixed";

type Make = (random: Random, index: number) => Output;

const LINE = "2026-01-02 trial 17 of 40: loss \u001b[31m0.693\u001b[0m, depth 6, rate 0.1, 1234 rows left over here\n";
const DAY = 86_400_000;

/** One output in each cell, so that the report has as many cells as a long run has. */
const MAKERS: Readonly<Record<Exclude<Weight, "mixed">, readonly Make[]>> = {
  text: [() => ({ output_type: "stream", name: "stdout", text: LINE.repeat(2_000) })],
  figures: [lines, bars, candles, points, heatMap, packed],
  tables: [styledTable, plainTable, prose, picture],
};

/**
 * An executed notebook for benchmarks of the report: printed text in colours, figures (lines, bars with error bars,
 * candles, markers, heat maps, packed arrays), or tables of pandas, plain and styled, with Markdown and pictures; mixed, a third of
 * each. The same bytes every time.
 *
 * @param bytes of its outputs, at least.
 */
export function heavyRun(weight: Weight, bytes: number): Notebook {
  const parts = weight === "mixed" ? (["text", "figures", "tables"] as const) : [weight];
  const cells = parts.flatMap((part) => {
    const random = createRandom("heavy run", part);
    const made: Cell[] = [];
    for (let size = 0, k = 0; size < bytes / parts.length; k++) {
      const output = MAKERS[part][k % MAKERS[part].length]!(random, k);
      size += JSON.stringify(output).length;
      made.push(cellOf(`${part}-${k}`, `show(${JSON.stringify(part)}, ${k})`, [output]));
    }
    return made;
  });
  const kernelspec = { name: "python3", display_name: "python3", language: "python" };
  return { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells };
}

function cellOf(id: string, source: string, outputs: readonly Output[]): Cell {
  return { cell_type: "code", id, metadata: {}, source, execution_count: 1, outputs };
}

function shown(data: Readonly<Record<string, Json>>): Output {
  return { output_type: "display_data", data, metadata: {} };
}

function figure(title: string, data: Json, layout: Readonly<Record<string, Json>> = {}): Output {
  return shown({ "application/vnd.plotly.v1+json": { data, layout: { title: { text: title }, ...layout } } });
}

function walk(random: Random, length: number): number[] {
  let level = 100;
  return Array.from({ length }, () => (level *= 1 + random.normal() / 100));
}

function dates(length: number): string[] {
  return Array.from({ length }, (_, k) => new Date(Date.UTC(2022, 0, 3) + k * DAY).toISOString().slice(0, 10));
}

function lines(random: Random, index: number): Output {
  const x = dates(250);
  const traces = ["model", "always"].map((name) => ({
    type: "scatter",
    mode: "lines",
    name,
    x,
    y: walk(random, x.length),
  }));
  return figure(`Equity ${index}`, traces, { yaxis: { title: { text: "dollars" } } });
}

function bars(random: Random, index: number): Output {
  const x = Array.from({ length: 200 }, (_, k) => `feature ${k}`);
  const y = x.map(() => random.uniform());
  const error = { type: "data", array: x.map(() => random.uniform() / 10) };
  const traces = ["gain", "split"].map((name) => ({ type: "bar", name, x, y, error_y: error }));
  return figure(`Importances ${index}`, traces);
}

function candles(random: Random, index: number): Output {
  const close = walk(random, 200);
  const open = close.map((value, k) => close[k - 1] ?? value);
  const high = close.map((value, k) => Math.max(value, open[k]!) * (1 + random.uniform() / 100));
  const low = close.map((value, k) => Math.min(value, open[k]!) * (1 - random.uniform() / 100));
  return figure(`Bars ${index}`, [{ type: "candlestick", x: dates(close.length), open, high, low, close }]);
}

function points(random: Random, index: number): Output {
  const round = (value: number) => Number(value.toFixed(3));
  const x = Array.from({ length: 1_000 }, () => round(random.normal()));
  const y = x.map((value) => round(value / 3 + random.normal()));
  return figure(`Ranks ${index}`, [{ type: "scatter", mode: "markers", x, y }]);
}

/** Numbers as Plotly for Python writes them, so that many go into few bytes. */
function packed(random: Random, index: number): Output {
  const traces = ["train", "test"].map((name) => {
    const bdata = Buffer.from(Float32Array.from(walk(random, 2_000)).buffer).toString("base64");
    return { type: "scatter", mode: "lines", name, y: { dtype: "f4", bdata } };
  });
  return figure(`Losses ${index}`, traces);
}

function heatMap(random: Random, index: number): Output {
  const names = Array.from({ length: 28 }, (_, k) => `column ${k}`);
  const z = names.map(() => names.map(() => random.normal()));
  return figure(`Correlations ${index}`, [{ type: "heatmap", x: names, y: names, z }]);
}

/** A frame of pandas whose cells are coloured, as `style.background_gradient().to_html(inline)` and mailers write it. */
function styledTable(random: Random): Output {
  const row = (_: unknown, k: number) => {
    const cells = Array.from({ length: 10 }, () => {
      const value = random.uniform();
      const style = `background-color: rgb(${Math.round(value * 255)}, 220, 220); color: #1d2129; text-align: right`;
      return `<td style="${style}">${value.toFixed(4)}</td>`;
    });
    return `<tr><th scope="row">${k}</th>${cells.join("")}</tr>`;
  };
  return tableOf(Array.from({ length: 40 }, row));
}

function plainTable(random: Random): Output {
  const row = (_: unknown, k: number) =>
    `<tr><th>${k}</th>${Array.from({ length: 10 }, () => `<td>${random.normal().toFixed(6)}</td>`).join("")}</tr>`;
  return tableOf(Array.from({ length: 100 }, row));
}

function tableOf(rows: readonly string[]): Output {
  const head = Array.from({ length: 10 }, (_, k) => `<th>column ${k}</th>`).join("");
  const html = `<div><style scoped>.dataframe td { text-align: right }</style>
<table border="1" class="dataframe"><thead><tr style="text-align: right;"><th></th>${head}</tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div>`;
  return shown({ "text/html": html, "text/plain": "a table" });
}

function prose(random: Random, index: number): Output {
  const paragraph = () =>
    `The **edge** of trial ${random.integer(1000)} is $\\hat e = ${random.normal().toFixed(3)} \\pm \\sigma$, as \`${random.uniform()}\` says; see [there](#h).\n\n- one\n- two\n\n| a | b |\n|---|---|\n| ${random.uniform()} | ${random.uniform()} |\n`;
  const text = `## Section ${index}\n\n${Array.from({ length: 20 }, paragraph).join("\n")}`;
  return shown({ "text/markdown": text });
}

function picture(random: Random): Output {
  const bytes = Buffer.from(Uint8Array.from({ length: 20_000 }, () => random.integer(256)));
  return shown({ "image/png": bytes.toString("base64"), "text/plain": "<Figure size 640x480>" });
}
