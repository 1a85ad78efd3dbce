import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPanel } from "../market/index.ts";
import { createMatrix } from "../runtime/index.ts";
import { frameMatrix, matrixFrame } from "./matrixFrame.ts";
import { framePanel, panelFrame } from "./panelFrame.ts";
import { frameRecords, recordFrame } from "./recordFrame.ts";

describe("a panel", () => {
  test("comes back with every date and double as it was", async () => {
    const panel = await readPanel("synthetic:tickers=4,years=0.5");
    const frame = await panelFrame(panel);
    expect(frame.columns).toEqual(["ticker", "date", "open", "high", "low", "close", "adj_close", "volume"]);
    expect(frame.shape).toEqual([panel.rows, 8]);
    expect(framePanel(frame, panel.origin)).toEqual(panel);
  });

  test("also after danfojs has sorted and filtered it", async () => {
    const panel = await readPanel("synthetic:tickers=3,years=0.5");
    const frame = await panelFrame(panel);
    const chosen = frame.query(frame.column("ticker").values.map((ticker) => ticker === "S0001")).sortValues("close");
    const back = framePanel(chosen, { source: "chosen", bias: null });
    const length = panel.offsets[1]!;
    expect(back.tickers).toEqual(["S0001"]);
    expect([...back.date]).toEqual([...panel.date.subarray(0, length)]);
    expect([...back.adjClose]).toEqual([...panel.adjClose.subarray(0, length)]);
    expect(back.origin.reordered).toBe(true);
  });

  test.each([
    [{ ticker: "KO", date: "2024-02-30" }, "'2024-02-30' is not a date"],
    [{ ticker: 7, date: "2024-02-28" }, "row 0 of column 'ticker' is 7 (mine). Give text."],
    [{ ticker: "KO", date: "2024-02-28", open: "12" }, `row 0 of column 'open' is "12"`],
    [{ ticker: "KO", date: "2024-02-28", open: 1 }, "the frame has no column 'high'"],
    [
      { ticker: "KO", date: "2024-02-28", open: 1, high: 1, low: null, close: 1, volume: 0 },
      "low is missing (mine, KO",
    ],
  ])("%j: %s", async (bar, message) => {
    const frame = await recordFrame([bar]);
    expect(() => framePanel(frame, { source: "mine", bias: null })).toThrow(message);
  });
});

describe("a matrix", () => {
  test("comes back bit for bit, what is missing as null in between", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(...[0, 1, 2].map(() => fc.float())), { maxLength: 40 }), async (rows) => {
        const matrix = createMatrix(["a", "b", "c"], rows.length);
        rows.forEach((row, i) => {
          row.forEach((value, j) => {
            matrix.values[j * matrix.stride + i] = value;
          });
        });
        const frame = await matrixFrame(matrix);
        expect(frame.columns).toEqual(["a", "b", "c"]);
        expect(rows.flat().filter(Number.isNaN).length).toBe(
          (frame.values as unknown[]).flat().filter((x) => x === null).length,
        );
        expect(frameMatrix(frame)).toEqual(matrix);
      }),
      { numRuns: 50 },
    );
  });

  test("of a frame with text is refused by row and column", async () => {
    const frame = await recordFrame([{ rsi: 50 }, { rsi: 60 }]);
    frame.addColumn("name", ["x", "y"], { inplace: true });
    expect(() => frameMatrix(frame)).toThrow(`row 0 of column 'name' is "x"`);
  });
});

describe("a result", () => {
  test("comes back as it was, and danfojs knows its types", async () => {
    const records = [
      { id: "a", trades: 12, rate: 0.1 + 0.2, edge: Number.NaN, proven: false, note: null },
      { id: "b", trades: null, rate: 1e-300, edge: null, proven: true, note: null },
    ];
    const frame = await recordFrame(records);
    expect(frame.dtypes).toEqual(["string", "int32", "float32", "float32", "boolean", "float32"]);
    expect(frameRecords(frame)).toEqual(records);
    expect(frameRecords(frame.sortValues("id", { ascending: false }))).toEqual([...records].reverse());
    expect(frameRecords(await recordFrame([]))).toEqual([]);
  });

  test("keeps its fields apart, in whatever order each record has them", async () => {
    const frame = await recordFrame([
      { a: 1, b: 2 },
      { b: 4, a: 3 },
    ]);
    expect(frameRecords(frame)).toEqual([
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ]);
  });

  test.each([
    [[{ a: 1 }, { b: 1 }], "record 1 has the fields b. Give each those of the first: a."],
    [[{ a: [1, 2] }], "'a' of record 0 is a list"],
    [[{ a: {} }], "'a' of record 0 is of type object"],
    [[{ a: undefined }], "'a' of record 0 is of type undefined"],
    [[{ a: 1 }, { a: "x" }], "'a' holds number and string"],
  ])("%j: %s", async (records, message) => {
    await expect(recordFrame(records)).rejects.toThrow(message);
  });
});
