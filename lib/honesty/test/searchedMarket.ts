import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Verdict } from "trident-base";
import { buildDataset, DEFAULT_LABELS, type LabelChoice, readLabelChoice } from "../../dataset/index.ts";
import { type LabelOptions, writeBestParams } from "../../labels/index.ts";
import { countTrials, Ledger } from "../../ledger/index.ts";
import { panelBefore, readPanel, type SyntheticSpec, syntheticMarket, writePanel } from "../../market/index.ts";
import { loadBundle } from "../../model/index.ts";
import { PROFILES } from "../../runtime/index.ts";
import { searchLabels } from "../../search/index.ts";
import { alphaSharpe, SESSIONS_A_YEAR } from "../../statistics/index.ts";
import { ClusterError, type TrainOptions, trainTrident } from "../../trident/index.ts";
import { edgeVerdict } from "../checklist/edgeVerdict.ts";
import { outOfSample } from "../outOfSample.ts";
import { clean } from "./simulatedResults.ts";

/** What the whole search came to on one market. */
export interface SearchedMarket {
  readonly edge: Verdict;
  /** Of net alpha a year, on the costless equal weight; NaN where nothing was bought. */
  readonly sharpe: number;
  readonly trials: number;
  readonly seconds: number;
  /** Why the training refused the market, where it did; then nothing was bought. */
  readonly refused?: string;
}

/**
 * The whole search of profile micro on one synthetic market, label search, dataset and training on its beginning, and
 * the edge verdict on the rest. The audit is taken as clean, so that it stops no verdict that the statistics would give.
 *
 * @param given the market; `later` years of it are judged, and `labels` are searched unless they are given.
 * @param hosts that train it, which several markets may share.
 */
export async function searchedMarket(
  given: Partial<SyntheticSpec> & { readonly seed: number; readonly years: number },
  { later, labels }: { readonly later: number; readonly labels?: LabelOptions },
  hosts?: TrainOptions["hosts"],
): Promise<SearchedMarket> {
  const from = performance.now();
  const folder = await mkdtemp(join(tmpdir(), "searched-market-"));
  const ledger = new Ledger(join(folder, "ledger.sqlite"));
  try {
    const { panel, index } = syntheticMarket(given);
    const known = join(folder, "known.parquet");
    const first = panel.calendar.length - Math.round(SESSIONS_A_YEAR * later);
    await writePanel(known, panelBefore(panel, first));
    const { labelSearch, trident } = PROFILES.micro;
    let choice: LabelChoice = { ...DEFAULT_LABELS, ...(labels && { options: labels }) };
    if (!labels) {
      const file = join(folder, "labels.json");
      const { best } = await searchLabels(await readPanel(known), {
        ...{ ...labelSearch, seed: given.seed, by: "false discovery", file: join(folder, "studies.sqlite"), ledger },
      });
      await writeBestParams(file, best);
      choice = await readLabelChoice(file);
    }
    await buildDataset(known, { out: join(folder, "dataset"), labels: choice });
    const refused = await trainTrident(join(folder, "dataset"), {
      ...{ out: join(folder, "bundle"), profile: trident, ledger, seed: given.seed, clusters: 2, workers: 1, hosts },
    }).then(
      () => undefined,
      (error) => {
        if (error instanceof ClusterError) return error.message;
        throw error;
      },
    );
    if (refused !== undefined) {
      const edge: Verdict = { title: "Is there an edge?", status: "not enough data", lines: [] };
      const trials = Math.max(1, countTrials(ledger, panel));
      return { edge, sharpe: Number.NaN, trials, seconds: (performance.now() - from) / 1000, refused };
    }
    const spy = { closes: { date: panel.calendar, close: index }, origin: "the market's index" };
    const found = await outOfSample(await loadBundle(join(folder, "bundle")), panel, { spy });
    const trials = Math.max(1, countTrials(ledger, panel));
    const { returns, market, blind, believable } = found;
    const edge = edgeVerdict({ returns, market, trials, blind: blind?.p ?? null, audit: clean, believable });
    const sharpe = found.summary ? alphaSharpe(returns, market).perPeriod * Math.sqrt(SESSIONS_A_YEAR) : Number.NaN;
    return { edge, sharpe, trials, seconds: (performance.now() - from) / 1000 };
  } finally {
    ledger.close();
    await rm(folder, { recursive: true, force: true });
  }
}
