import { expect, test } from "vitest";
import { sketchBars } from "./barSketch.ts";
import { readPanel } from "./read.ts";
import { readSketchText, sketchText } from "./sketchText.ts";

test("a sketch is read as it was written, in about a byte a bar; what is none is refused", async () => {
  const panel = await readPanel("synthetic:tickers=3,years=2,seed=1");
  const sketch = sketchBars(panel);
  const text = sketchText(sketch);
  expect(readSketchText(text)).toEqual(sketch);
  expect(text.length).toBeLessThan(panel.rows);
  const empty = sketchBars(panel, 1e6);
  expect(readSketchText(sketchText(empty))).toEqual(empty);
  for (const wrong of ["", "no sketch", text.slice(4), text.slice(0, -8), `${text.slice(0, -4)}AAAAAAAA`]) {
    expect(() => readSketchText(wrong)).toThrow(/no sketch of bars/);
  }
});
