import { expect, test } from "vitest";
import { createPanel, type Panel } from "../market/index.ts";
import { peerRows } from "./peerRows.ts";

test("peers have 100 bars, a known behaviour and are members that day; later bars change none of it", () => {
  const panel = panelOfBars({ A: 130, B: 99, C: 101 });
  const known = new Int8Array(panel.rows);
  const rows = peerRows(panel, known);
  expect(Array.from(rows, (row) => panel.tickers[row < 130 ? 0 : row < 229 ? 1 : 2])).toEqual([
    ...new Array(31).fill("A"),
    ...new Array(2).fill("C"),
  ]);
  const day = panel.date[129]!;
  expect(peerRows(panel, known, { from: day })).toEqual(Uint32Array.of(129, 329));
  expect(peerRows(panel, known, { to: day - 1 })).toEqual(rows.filter((row) => panel.date[row]! < day));
  known[329] = -1;
  expect(peerRows(panel, known, { from: day })).toEqual(Uint32Array.of(129));
  const counts = new Uint8Array(panel.rows).fill(1);
  counts[129] = 0;
  expect(peerRows(panel, new Int8Array(panel.rows), { from: day, counts })).toEqual(Uint32Array.of(329));
  const left = new Map([["A", [{ since: null, until: day }]]]);
  const members = { ...panel, origin: { ...panel.origin, members: left } };
  expect(peerRows(members, new Int8Array(panel.rows), { from: day })).toEqual(Uint32Array.of(329));
});

/** Tickers with so many bars up to the same day. */
function panelOfBars(bars: Readonly<Record<string, number>>): Panel {
  const ticker = Object.entries(bars).flatMap(([name, count]) => new Array<string>(count).fill(name));
  const date = Int32Array.from(
    Object.values(bars).flatMap((count) => Array.from({ length: count }, (_, i) => 20_000 - count + i)),
  );
  const flat = new Float64Array(date.length).fill(10);
  return createPanel(
    { ticker, date, open: flat, high: flat, low: flat, close: flat, volume: flat },
    { source: "peers", bias: null },
  );
}
