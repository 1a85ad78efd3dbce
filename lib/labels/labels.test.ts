import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { isoDate } from "trident-base";
import { venvProgram } from "trident-base/project";
import { expect, test } from "vitest";
import { adjustBars, type Panel, readPanel } from "../market/index.ts";
import { labelPanel } from "./labelPanel.ts";
import type { LabelOptions } from "./labelParameters.ts";
import type { Labels } from "./labels.ts";
import { randomPanel } from "./test/randomPanel.ts";

const _root = fileURLToPath(new URL("../../", import.meta.url));
const shared = fileURLToPath(new URL("../../../shared/", import.meta.url));
const bars = `${shared}market/quick46-2022-2024.parquet`;
const reference = `${shared}reference/labels-quick46.parquet`;
const present = existsSync(bars) && existsSync(reference);
if (!present) console.log("labels: reference bars absent");

const VOL = { method: "triple_barrier", barriers: "vol", profit: 0.1, stop: 0.1, horizon: 8 } as const;
const RANKED = { method: "cross_sectional", profit: 0.2, stop: 0.3, horizon: 5 } as const;

async function query(sql: string): Promise<Record<string, unknown[]>> {
  const connection = await (await DuckDBInstance.create()).connect();
  const columns = await (await connection.runAndReadAll(sql)).getColumnsObjectJS();
  connection.closeSync();
  return columns as Record<string, unknown[]>;
}

test.runIf(present)("equals the reference labels of real bars", async () => {
  const panel = await readPanel(bars);
  const sets = await query(
    `select distinct method, profit, stop, horizon::int as horizon, entry, timeout from read_parquet('${reference}') order by all`,
  );
  expect(sets.method).toHaveLength(4);
  for (let k = 0; k < 4; k++) {
    const options = Object.fromEntries(Object.entries(sets).map(([name, values]) => [name, values[k]])) as never;
    const { method, profit, horizon } = options as LabelOptions;
    const labels = labelPanel(panel, options);
    const actual: unknown[] = [];
    for (const ticker of ["IONQ", "KO", "NVDA", "PALI"]) {
      const t = panel.tickers.indexOf(ticker);
      for (let row = panel.offsets[t]!; row < panel.offsets[t + 1]!; row++) {
        const known = labels.known[row] === 1;
        const dayOf = (other: number) => (known ? isoDate(panel.date[other]!) : null);
        actual.push([
          ticker,
          isoDate(panel.date[row]!),
          known ? labels.label[row] : null,
          known ? labels.ret[row] : null,
          labels.delisted[row] === 1,
          dayOf(labels.entryRow[row]!),
          dayOf(labels.exitRow[row]!),
        ]);
      }
    }
    const want = await query(
      `select ticker, date::varchar as date, label, ret, delisted, entry_date::varchar as entry, exit_date::varchar as leave
       from read_parquet('${reference}')
       where method = '${method}' and profit = ${profit} and horizon = ${horizon} order by ticker, date`,
    );
    const missing = (x: unknown) => (typeof x === "number" && Number.isNaN(x) ? null : x);
    const expected = want.ticker!.map((_, i) => Object.values(want).map((values) => missing(values[i])));
    expect(actual).toEqual(expected);
  }
});

type Columns = Record<string, (number | null)[]>;

/** What the executable definition says of a panel, by case. */
function definitionOf(panel: Panel, cases: readonly LabelOptions[]): readonly Columns[] {
  const request = {
    lastSession: panel.calendar.length - 1,
    tickers: panel.tickers.map((_, t) => {
      const { open, high, low, close, length } = adjustBars(panel, t);
      const of = (values: Iterable<number>) => [...values].slice(0, length);
      return {
        bars: { open: of(open), high: of(high), low: of(low), close: of(close) },
        session: [...panel.session.subarray(panel.offsets[t]!, panel.offsets[t + 1]!)],
      };
    }),
    cases: cases.map(({ delistingReturn, ...rest }) => ({
      ...rest,
      ...(delistingReturn === undefined ? {} : { delisting_return: delistingReturn }),
    })),
  };
  const oracle = fileURLToPath(new URL("./test/oracle.py", import.meta.url));
  const run = spawnSync(venvProgram("python"), [oracle], { input: JSON.stringify(request), maxBuffer: 1 << 28 });
  expect(run.stderr.toString()).toBe("");
  return JSON.parse(run.stdout.toString());
}

test("equals the executable definition on every method, entry, time-out and horizon", () => {
  const panel = randomPanel("oracle");
  const cases: LabelOptions[] = [];
  for (const entry of ["next_open", "close"] as const) {
    for (const [profit, stop, horizon] of [
      [0.05, 0.08, 10],
      [0.03, 0.03, 1],
      [0.1, 0.05, 4],
      [0.15, 0.12, 24],
    ] as const) {
      const barriers = { profit, stop, horizon, entry };
      cases.push(
        { ...barriers, method: "simple" },
        { ...barriers, method: "triple_barrier", timeout: "hold" },
        { ...barriers, method: "triple_barrier", timeout: "sign", delistingReturn: 0.2 },
        { ...barriers, method: "cross_sectional", profit: 3 * profit, stop: 4 * stop, delistingReturn: 0.2 },
      );
    }
  }
  const answers = definitionOf(panel, cases);
  let unknown = 0;
  let delisted = 0;
  const seen = new Set<number>();
  cases.forEach((options, k) => {
    const labels = labelPanel(panel, options);
    expect(columnsAsReference(labels)).toEqual(answers[k]);
    unknown += labels.known.filter((x) => x === 0).length;
    delisted += labels.delisted.reduce((sum, x) => sum + x, 0);
    for (const x of labels.label) seen.add(x);
  });
  // The panel would prove little if it lacked halts, delistings or one of the outcomes.
  expect(unknown).toBeGreaterThan(cases.length * 20);
  expect(delisted).toBeGreaterThan(cases.length);
  expect([...seen].sort()).toEqual([-1, 0, 1]);
});

test.each<[string, LabelOptions, { sessions: number }]>([
  ["by volatility", { ...VOL, profit: 1, stop: 1.5 }, { sessions: 80 }],
  ["by volatility, the stop out of reach", { ...VOL, profit: 0.3, stop: 40 }, { sessions: 80 }],
  ["of a primary rule that reverts", { ...VOL, barriers: "fixed", primary: "mean_reversion" }, { sessions: 400 }],
  ["of momentum, by volatility", { ...VOL, profit: 1, stop: 1, primary: "momentum" }, { sessions: 400 }],
  ["of momentum, by rank", { ...RANKED, primary: "momentum" }, { sessions: 400 }],
])("barriers %s equal the executable definition", (_, options, size) => {
  const panel = randomPanel("volatility", size);
  const { label, entry_index, exit_index, ret, delisted } = columnsAsReference(labelPanel(panel, options));
  const [want] = definitionOf(panel, [options]);
  expect({ label, entry_index, exit_index, delisted }).toEqual({ ...want, ret: undefined });
  // Sums of squares in another order differ in their last bit.
  want!.ret!.forEach((value, k) => {
    if (value === null) expect(ret![k]).toBeNull();
    else expect(ret![k]).toBeCloseTo(value, 12);
  });
  const known = label!.filter((each) => each !== null);
  expect(known.length).toBeGreaterThan(100);
  expect(known.length).toBeLessThan(panel.rows / 1.1);
  expect(new Set(known).size).toBe(options.stop === 40 ? 2 : 3);
});

/** The definition's columns: row numbers count from the ticker's first bar. */
function columnsAsReference(labels: Labels): Columns {
  const columns: Columns = {
    label: [],
    entry_index: [],
    exit_index: [],
    ret: [],
    delisted: [],
  };
  for (let t = 0; t < labels.tickers.length; t++) {
    const from = labels.offsets[t]!;
    for (let row = from; row < labels.offsets[t + 1]!; row++) {
      const known = labels.known[row] === 1;
      columns.label!.push(known ? labels.label[row]! : null);
      columns.entry_index!.push(known ? labels.entryRow[row]! - from : null);
      columns.exit_index!.push(known ? labels.exitRow[row]! - from : null);
      columns.ret!.push(known ? labels.ret[row]! : null);
      columns.delisted!.push(known ? labels.delisted[row]! : null);
    }
  }
  return columns;
}
