import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { venvProgram } from "trident-base/project";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EngineHost, startEngineHost } from "../../engines/index.ts";
import { writeMatrix, writeParquet } from "../../files/index.ts";
import { lastBars, type Panel, readPanel } from "../../market/index.ts";
import { EVERY_LEAK, protocolRows, protocolYear, STRATEGIES } from "../../published/index.ts";
import type { PublishedResult } from "../result.ts";
import { runPublished } from "../runPublished.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const bars = here("../../../../shared/market/quick46-2022-2024.parquet");
const present = existsSync(bars);
if (!present) console.log("reference bars absent: the published figures are held on the synthetic market alone");

let folder: string;
let host: EngineHost;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "published-"));
  host = startEngineHost();
});
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true });
});

/** Our figures and those of pandas, TA-Lib and scikit-learn from the same bars. */
async function compare(panel: Panel) {
  const year = lastBars(panel, 251);
  const file = join(folder, "bars.parquet");
  await writeParquet(
    file,
    [
      { name: "ticker", type: "text", at: (row) => year.tickers[year.offsets.findLastIndex((from) => from <= row)]! },
      { name: "date", type: "date", values: year.date },
      ...(["open", "high", "low", "close", "volume"] as const).map((name) => ({
        name,
        type: "float64" as const,
        values: year[name],
      })),
      { name: "adj_close", type: "float64", values: year.adjClose },
    ],
    year.rows,
  );
  const published = protocolYear(panel);
  const splits = STRATEGIES.map((strategy) => {
    const { rows, train, test } = protocolRows(published, strategy, EVERY_LEAK, 42);
    const place = new Map([...rows].map((row, k) => [row, k]));
    const placesOf = (side: Uint32Array): (number | undefined)[] => Array.from(side, (row) => place.get(row));
    return [strategy.id, { train: placesOf(train), test: placesOf(test) }];
  });
  await writeFile(join(folder, "splits.json"), JSON.stringify(Object.fromEntries(splits)));
  const python = venvProgram("python");
  const peer = promisify(execFile)(python, [
    here("./peer.py"),
    here("../../features/test/features.py"),
    file,
    join(folder, "splits.json"),
  ]);
  const matrix = await writeMatrix(await published.matrixOf(EVERY_LEAK), join(folder, "published.arrow"));
  const ours: PublishedResult[] = [];
  for (const strategy of STRATEGIES) ours.push(await runPublished(host, published, matrix, strategy, 42));
  const theirs: Record<string, { rows: number; same: number; own: number }> = JSON.parse((await peer).stdout);
  return STRATEGIES.map(({ id }, k) => ({ id, ours: ours[k]!, theirs: theirs[id]! }));
}

test("on a synthetic year, rows equal the peer's and accuracies are within 0.03 of its own on the same split", async () => {
  for (const { ours, theirs } of await compare(await readPanel("synthetic:tickers=20,years=2,seed=3"))) {
    expect(ours.rows).toBe(theirs.rows);
    expect(Math.abs(ours.accuracy - theirs.same)).toBeLessThan(0.03);
  }
});

describe.runIf(present)("the real year", () => {
  test("gives the roadmap's figures: .73, .77, .82 and .77", async () => {
    const published = [0.73, 0.77, 0.82, 0.77];
    for (const [k, { ours, theirs }] of (await compare(await readPanel(bars))).entries()) {
      expect(ours.rows).toBe(theirs.rows);
      expect(Math.abs(ours.accuracy - theirs.same)).toBeLessThan(0.03);
      expect(Math.abs(ours.accuracy - theirs.own)).toBeLessThan(0.03);
      expect(Math.abs(ours.accuracy - published[k]!)).toBeLessThan(0.03);
      expect(ours.importances.reduce((sum, { importance }) => sum + importance, 0)).toBeCloseTo(1, 6);
    }
  });
});
