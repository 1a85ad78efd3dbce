import { expect, test } from "vitest";
import { alikeInputsTable } from "./alikeInputsTable.ts";
import { datasetComplaints } from "./datasetComplaints.ts";
import { datasetNotes } from "./datasetNotes.ts";
import { datasetRecord } from "./datasetRecord.ts";
import { datasetSummary } from "./datasetSummary.ts";
import { datasetTable } from "./datasetTable.ts";
import { droppedTable } from "./droppedTable.ts";
import type { DatasetManifest } from "./manifest.ts";

const manifest: DatasetManifest = {
  rows: 12_000,
  tickers: 30,
  dates: { first: "2022-01-03", last: "2023-12-29", sessions: 501 },
  columns: [],
  features: [],
  labels: {
    parameters: { method: "triple_barrier", profit: 0.07, stop: 0.05, horizon: 8 },
    origin: "optuna_best_params.json: honest",
    counts: { buy: 2000, hold: 5000, sell: 1000, unknown: 4000 },
    otherPanel: null,
  },
  context: "SPY and VIX",
  dropped: [{ ticker: "<NEW>", bars: 20, why: "under 100 bars" }],
  source: { name: "bars.parquet", files: [] },
  adjustment: "adj_close",
  adjustedBy: null,
  lookalikes: [],
  delisted: { rows: 0, tickers: 0 },
  unfinished: [],
  reordered: false,
  missingSessions: 0,
  bias: "hindsight",
  membership: "by date",
  leftOut: [
    { ticker: "KO", rows: 1000, why: "joined 2022-06-01" },
    { ticker: "PG", rows: 500, why: "left 2023-06-01" },
  ],
  steps: {},
  outputs: { "dataset.parquet": { bytes: 12_345_678, sha256: "0123456789abcdef0123" } },
};
const drift = {
  years: ["2022", "2023"],
  reference: "2022",
  columns: [
    { name: "calm", index: [0, 0.1], quantiles: [] },
    { name: "moved", index: [0, 0.3], quantiles: [] },
  ],
};
const report = { rows: 13_500, tickers: 31, findings: [] };

test("datasetTable names the labels and what they came from, and each output with its hash", () => {
  const html = datasetTable(manifest);
  expect(html).toContain("triple_barrier +7 % / -5 % in 8 bars (optuna_best_params.json: honest)");
  expect(html).toContain("12.3 MB, SHA-256 0123456789abcdef…");
  expect(html).toContain("30, 1 dropped");
});

test("droppedTable names what is dropped and left out; the second table is there only if something is", () => {
  const html = droppedTable(manifest);
  expect(html).toContain("&lt;NEW&gt;");
  expect(html).toContain("1,500 rows of days on which their ticker was no member");
  const whole = droppedTable({ ...manifest, dropped: [], leftOut: [] });
  expect(whole).toContain("No ticker was dropped");
  expect(whole.match(/<table>/g)).toHaveLength(1);
});

test("datasetRecord, datasetSummary and datasetNotes count alike", () => {
  const found = { manifest, drift, report };
  expect(datasetRecord(found)).toEqual({
    ...{ dataset_rows: 12_000, dataset_tickers: 30, dataset_dropped: 1, dataset_left_out_rows: 1500 },
    ...{ dataset_buy_share: 0.25, dataset_findings: 0, dataset_inputs_moved: 1 },
  });
  const said = datasetSummary(found);
  expect(said).toContain("**12,000 rows** of 30 tickers, 8,000 of them with a label; 25.0 % are BUY");
  expect(said).toContain("**1 of 2 inputs** have moved by more than 0.25");
  expect(said).toContain("**0 findings** in the bars.");
  expect(datasetNotes(manifest)).toEqual([
    "membership: by date, 1,500 rows are left out of the dataset",
    "1 tickers dropped from the dataset",
  ]);
  expect(datasetComplaints(manifest)).toEqual([]);
  const labels = { ...manifest.labels, otherPanel: "searched on ANOTHER panel" };
  expect(datasetComplaints({ labels })).toEqual(["searched on ANOTHER panel"]);
});

test("alikeInputsTable shows the pairs that rank rows alike or in reverse, the closest first", () => {
  const values = [
    [1, 0.96, 0.2],
    [0.96, 1, -0.99],
    [0.2, -0.99, 1],
  ];
  const html = alikeInputsTable({ names: ["a", "b", "c"], rows: 100, values });
  expect([...html.matchAll(/scope="row"[^>]*>(\w)<.*?>(\w)</g)].map(([, one, other]) => `${one}${other}`)).toEqual([
    "cb",
    "ba",
  ]);
  expect(html).toContain("2 of 3 pairs have a rank correlation beyond 0.95");
});
