import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type EngineHost, startEngineHost } from "../../engines/index.ts";
import { Ledger } from "../../ledger/index.ts";
import { createPanel, type Panel, panelBefore, readPanel } from "../../market/index.ts";
import type { honestObjective } from "../honestObjective.ts";
import { type LabelSearch, searchLabels } from "../searchLabels.ts";
import { winnersTable } from "../winnersTable.ts";

// Other code: labels are judged as if they lasted a bar longer.
const code = vi.hoisted(() => ({ changed: false }));
vi.mock(import("../honestObjective.ts"), async (original) => {
  const own = (await original()).honestObjective;
  const honest: typeof honestObjective = (data, labelling, ...rest) =>
    own(data, code.changed ? { ...labelling, horizon: labelling.horizon + 1 } : labelling, ...rest);
  return { honestObjective: honest };
});

const TRIALS = 3;
let folder: string;
let host: EngineHost;
let panel: Panel;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "counting-"));
  host = startEngineHost();
  panel = await readPanel("synthetic:tickers=6,years=3,seed=2");
}, 60_000);
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true });
});

async function search(of: Panel, name: string, more: { ledger?: string; trials?: number; seed?: number } = {}) {
  const ledger = new Ledger(join(folder, more.ledger ?? "ledger.sqlite"));
  try {
    return await searchLabels(of, {
      ...{ trials: more.trials ?? TRIALS, seed: more.seed ?? 1, host, ledger, forest: { trees: 3, maxDepth: 3 } },
      file: join(folder, `${name}.sqlite`),
    });
  } finally {
    ledger.close();
  }
}

const counts = ({ best: { study, holdout } }: LabelSearch): object => ({
  counted: study.counted,
  other: study.sharing?.trials ?? 0,
  beyond: study.beyondLedger,
  openings: holdout.openings,
});

/** A session less, other names, a share more a day, float32: nothing that a search could learn from. */
function retouched({ tickers, offsets, ...columns }: Panel): Panel {
  const session = columns.date[300]!;
  const rows = [...columns.date.keys()].filter((row) => columns.date[row] !== session);
  const take = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => Math.fround(column[row]!));
  return createPanel(
    {
      ticker: rows.map((row) => `X${tickers[offsets.findLastIndex((from) => from <= row)]}`),
      date: Int32Array.from(rows, (row) => columns.date[row]!),
      ...{ open: take(columns.open), high: take(columns.high), low: take(columns.low), close: take(columns.close) },
      ...{ adjClose: take(columns.adjClose), volume: take(columns.volume).map((shares) => shares + 1) },
    },
    { source: "retouched", bias: null },
  );
}

test("the count cannot be made to forget, and other code does not go on with a study", async () => {
  const first = await search(panel, "a");
  expect(counts(first)).toEqual({ counted: 2 * TRIALS, other: 0, beyond: 0, openings: 1 });

  // The ledger is removed, and the same search run again, then a longer one: it died, or counted from 0.
  rmSync(join(folder, "ledger.sqlite"));
  const again = await search(panel, "a");
  expect(counts(again)).toEqual({ counted: 2 * TRIALS, other: 0, beyond: 2 * TRIALS, openings: 1 });
  expect(winnersTable(again.best)).toContain("the ledger lacked them");
  expect({ ...again.best, study: null }).toEqual({ ...first.best, study: null });
  const ledger = new Ledger(join(folder, "ledger.sqlite"));
  expect(ledger.trials({ study: again.best.study.honest }).every(({ returns }) => returns)).toBe(true);
  ledger.close();
  const longer = await search(panel, "a", { ledger: "other.sqlite", trials: TRIALS + 1, seed: 2 });
  expect(counts(longer)).toEqual({ counted: 2 * (2 * TRIALS + 1), other: 0, beyond: 2 * TRIALS, openings: 1 });

  // Retouched bars are the same bars, and another market is not.
  const same = await search(retouched(panel), "b");
  expect(counts(same)).toEqual({ counted: 4 * TRIALS, other: 2 * TRIALS, beyond: 0, openings: 2 });
  expect(same.best.study.sharing!.share[0]).toBeGreaterThan(0.97);
  const other = await search(await readPanel("synthetic:tickers=6,years=3,seed=3"), "b");
  expect(counts(other)).toEqual({ counted: 2 * TRIALS, other: 0, beyond: 0, openings: 1 });

  // A panel that ends a year earlier holds out what the others have searched.
  const earlier = await search(panelBefore(panel, panel.calendar.length - 200), "b");
  expect(counts(earlier)).toMatchObject({ counted: 6 * TRIALS, openings: 3 });
  expect(earlier.best.holdout).toMatchObject({ searched: 4 * TRIALS });

  code.changed = true;
  await expect(search(panel, "a")).rejects.toThrow(
    /the study cannot be gone on with: other code made it, whose \w+ of this trial was .* and is .* now.*a\.sqlite.*Begin anew with another file.*still count/s,
  );
  const anew = await search(panel, "c");
  expect(counts(anew)).toEqual({ counted: 8 * TRIALS, other: 4 * TRIALS, beyond: 0, openings: 4 });
  expect(anew.best.study.honest).toBe(`${first.best.study.honest} anew 2`);
  code.changed = false;
  expect((await search(panel, "d")).best.study.honest).toBe(first.best.study.honest);
}, 240_000);

test("two searches at once with one file of studies: one is refused by name, and nothing is counted twice", async () => {
  const both = await Promise.allSettled([
    search(panel, "at once", { ledger: "at-once.sqlite" }),
    search(panel, "at once", { ledger: "at-once.sqlite" }),
  ]);
  const [refused] = both.flatMap((each) => (each.status === "rejected" ? [String(each.reason)] : []));
  expect(refused).toMatch(/another search is going on with this file of studies .*at once\.sqlite/);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(counts(await search(panel, "at once", { ledger: "at-once.sqlite" }))).toMatchObject({ counted: 2 * TRIALS });
}, 60_000);
