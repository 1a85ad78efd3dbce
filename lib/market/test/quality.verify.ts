import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type BarColumns, readBars } from "../index.ts";
import { KINDS } from "./planted.ts";
import { placesOf, type Recall, recallOf } from "./recall.ts";

/** Errors of each kind that are planted, about. */
const COUNT = 600;
const real = fileURLToPath(new URL("../../../../shared/market/us-daily-2014-2021.parquet", import.meta.url));
if (!existsSync(real)) console.log("reference bars absent: errors are planted into the synthetic market alone");

describe.each([
  ["synthetic:tickers=500,years=8,seed=2", true],
  [real, existsSync(real)],
])("%s", (source, present) => {
  test.runIf(present)("at least 95 of 100 planted errors of each kind are found", { timeout: 900_000 }, async () => {
    const bars = await readBars(source);
    const before = placesOf(bars);
    const recalls = KINDS.map((kind) => recallOf(bars, before, kind, COUNT, 1));
    console.log(tableOf(bars, before.size, recalls));
    for (const { kind, planted, found } of recalls) expect(found / planted, kind).toBeGreaterThanOrEqual(0.95);
  });
});

function tableOf(bars: BarColumns, findings: number, recalls: readonly Recall[]): string {
  const rows = bars.date.length;
  const lines = recalls.map(({ kind, planted, found, falseAlarms }) => {
    const share = ((100 * found) / planted).toFixed(1);
    const alarms = ((1e6 * falseAlarms.length) / rows).toFixed(1);
    return `${kind.padEnd(18)}${String(planted).padStart(8)}${share.padStart(9)}${alarms.padStart(22)}`;
  });
  return [
    `${rows} bars, as they are ${findings} places with findings`,
    "kind               planted  found %   alarms a million rows",
    ...lines,
  ].join("\n");
}
