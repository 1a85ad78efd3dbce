import { expect, test } from "vitest";
import { readPanel } from "../market/index.ts";
import { dialFigure } from "./dialFigure.ts";
import { winRateDial } from "./winRateDial.ts";

test("a heat map a horizon, one shown at a time, each cell with its win rate and what a trade earns", async () => {
  const panel = await readPanel("synthetic:tickers=3,years=1");
  const dial = winRateDial(panel, { profits: [1, 5], stops: [3, 15], horizons: [20, 5], draws: 100 });
  const { data, layout } = dialFigure(dial);
  expect(data.map(({ visible }) => visible)).toEqual([false, true]);
  const steps = (layout.sliders as { steps: { label: string; args: unknown[] }[] }[])[0]!.steps;
  expect(steps.map(({ label, args }) => [label, args])).toEqual([
    ["5", [{ visible: [true, false] }]],
    ["20", [{ visible: [false, true] }]],
  ]);
  const cell = dial.cells.find(({ profit, stop, horizon }) => profit === 0.01 && stop === 0.15 && horizon === 20)!;
  const [text, hover, z] = ["text", "hovertext", "z"].map((name) => (data[1]![name] as unknown[][])[1]![0]);
  expect(text).toContain(`${Math.round(cell.winRate * 100)}%<br>`);
  expect(text).toContain((cell.expectancy * 10_000).toFixed(0));
  expect(hover).toContain(`worst entry: ${cell.worstDate}`);
  expect(z).toBeCloseTo(cell.winRate, 4);
});
