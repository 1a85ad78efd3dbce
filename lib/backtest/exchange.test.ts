import fc from "fast-check";
import { expect, test } from "vitest";
import { panelBefore, selectTickers, syntheticMarket } from "../market/index.ts";
import { createRandom } from "../runtime/index.ts";
import { drawExchange, exchangedOn, rowsOfDays, volatilityFifths } from "./exchange.ts";

const { panel } = syntheticMarket({ tickers: 43, years: 3, seed: 6 });

test("fifths hold every ticker that has bars from the session on, calm ones first, sizes at most one apart", () => {
  for (const session of [0, 400]) {
    const fifths = volatilityFifths(panel, session);
    const alive = panel.tickers.flatMap((_, t) => (panel.session[panel.offsets[t + 1]! - 1]! >= session ? [t] : []));
    expect(fifths.flatMap((fifth) => [...fifth]).sort((a, b) => a - b)).toEqual(alive);
    const sizes = fifths.map((fifth) => fifth.length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  }
});

test("fifths of a span know nothing of it, where tickers have 252 bars before; of others the first 60 bars count", () => {
  const early = panel.tickers.filter((_, t) => panel.session[panel.offsets[t]! + 251]! <= 400);
  const whole = selectTickers(panel, early);
  const changed = panelBefore(panel, 401);
  const known = (of: typeof panel) =>
    volatilityFifths(of, 400).map((fifth) => Array.from(fifth, (t) => of.tickers[t]!));
  const alive = (names: readonly (readonly string[])[]) => names.flat().sort();
  const cut = selectTickers(changed, alive(known(whole)));
  expect(early.length).toBeGreaterThan(30);
  expect(known(selectTickers(whole, alive(known(whole))))).toEqual(known(cut));
});

test("property: each day is a bijection of the group's tickers with a bar; who has none stays", () => {
  fc.assert(
    fc.property(fc.nat(), fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), (seed, present) => {
      const groups = [Int32Array.of(0, 2, 4, 6, 8, 10), Int32Array.of(1, 3, 5), Int32Array.of(7, 9)];
      const exchange = drawExchange(12, groups, createRandom(seed));
      const rows = Int32Array.from(present, (has) => (has ? 1 : -1));
      const groupOf = (t: number) => groups.findIndex((group) => group.includes(t));
      const images = present.map((_, t) => exchangedOn(exchange, t, rows));
      expect([...images].sort((a, b) => a - b)).toEqual(present.map((_, t) => t));
      images.forEach((image, t) => {
        expect(groupOf(image)).toBe(groupOf(t));
        expect(present[image]).toBe(present[t]);
        if (!present[t] || groupOf(t) < 0) expect(image).toBe(t);
        // As long as the same tickers have bars, the same names are exchanged.
        else if (present[exchange[t]!]) expect(image).toBe(exchange[t]);
      });
    }),
  );
});

test("rows of a day are those of all tickers, but for who is no member then", () => {
  const row = panel.offsets[3]! + 20;
  const [rows] = rowsOfDays(panel, Int32Array.of(row));
  for (const [t, at] of rows!.entries()) {
    if (at < 0) continue;
    expect(panel.session[at]).toBe(panel.session[row]);
    expect(at).toBeGreaterThanOrEqual(panel.offsets[t]!);
    expect(at).toBeLessThan(panel.offsets[t + 1]!);
  }
  const members = new Map([[panel.tickers[5]!, [{ since: panel.date[row]! + 1, until: null }]]]);
  const known = { ...panel, origin: { ...panel.origin, members } };
  expect(rowsOfDays(known, Int32Array.of(row))[0]![5]).toBe(-1);
});
