import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isoDate, makeFolder, writeTextAtomically } from "trident-base";
import { buildDataset, DEFAULT_LABELS, type LabelChoice, readLabelChoice } from "../../dataset/index.ts";
import { keyOf, makeArtefact } from "../../files/index.ts";
import { writeBestParams } from "../../labels/index.ts";
import { type HoldoutLooks, lookAtBars } from "../../ledger/index.ts";
import {
  type Panel,
  panelBefore,
  panelSince,
  passManifest,
  readPanel,
  selectTickers,
  writePanel,
} from "../../market/index.ts";
import { type Certificate, type DecisionPolicy, loadBundle } from "../../model/index.ts";
import { listedPanel, SEARCH_LIST } from "../../published/index.ts";
import { searchLabels } from "../../search/index.ts";
import { type TrainOptions, trainTrident } from "../../trident/index.ts";
import { type OutOfSample, outOfSample } from "../outOfSample.ts";
import type { WalkForwardOptions } from "./walkForwardTrident.ts";
import type { WalkPlan } from "./walkPlans.ts";

/** One training and what its decisions came to on the stretch after it. */
export interface WalkStep {
  readonly id: string;
  readonly title: string;
  readonly kind: WalkPlan["kind"];
  /** First and last session of the bars that it was trained on, ISO, and how many tickers. */
  readonly train: { readonly from: string; readonly to: string; readonly sessions: number; readonly tickers: number };
  readonly labels: LabelChoice["options"] & { readonly origin: string };
  readonly policy: DecisionPolicy | null;
  readonly certificate: Certificate | null;
  /** How often these bars had been opened, this time included, before they were looked at. */
  readonly looked: HoldoutLooks;
  readonly found: OutOfSample;
  readonly notes: readonly string[];
}

/** Where a step's files lie, what they follow from, and the processes that train it, its own where none are given. */
export interface StepPlace {
  readonly folder: string;
  readonly key: string;
  readonly hosts?: TrainOptions["hosts"];
}

/**
 * Trains on a step's bars alone, by the whole pipeline: label parameters, dataset, clusters, members, threshold,
 * certificate. Then opens the stretch after them, which the ledger counts, and trades it. What was killed goes on.
 */
export async function walkStep(
  panel: Panel,
  plan: WalkPlan,
  { folder, key, hosts }: StepPlace,
  options: WalkForwardOptions,
): Promise<WalkStep> {
  const at = (name: string): string => join(folder, name);
  const place = (name: string, of = key) => ({ path: at(name), record: at(`.${name}.json`), key: of });
  await makeFolder(folder);
  const judged = keyOf(key, options.draws ?? null);
  const result = await makeArtefact(place("result.json", judged), async (path) => {
    const notes: string[] = [];
    const known = trainingPanel(panel, plan);
    await makeArtefact(place("market.parquet"), (to) => writePanel(to, known));
    await passManifest(
      panel.origin.source,
      at("market.parquet"),
      `bars before ${isoDate(panel.calendar[plan.test[0]]!)}`,
    );
    const labels = await chooseLabels(await readPanel(at("market.parquet")), plan, { folder, key }, options, notes);
    await buildDataset(at("market.parquet"), { out: at("dataset"), labels, features: options.features ?? [] });
    const training = await trainTrident(at("dataset"), {
      ...options.train,
      ...{ out: at("bundle"), profile: options.profile.trident, ledger: options.ledger },
      ...{ seed: options.seed ?? 42, signal: options.signal, resume: "or-anew", hosts },
      onProgress: (done, all, note = "trials") => options.onProgress?.(done, all, note),
    });
    notes.push(...training.notes);
    const later = judgedPanel(panel, plan);
    const from = panel.calendar[plan.test[0]]!;
    const by = `trident walk-forward ${plan.id}, ${key.slice(0, 12)}`;
    const looked = lookAtBars(options.ledger, later, from, by);
    const found = await outOfSample(await loadBundle(at("bundle")), later, {
      ...{ start: from, features: options.features, spy: options.spy, draws: options.draws },
    });
    const { policy, certificate } = training.manifest;
    const { origin, options: chosen } = labels;
    const { id, title, kind } = plan;
    const step: WalkStep = {
      ...{ id, title, kind },
      train: {
        from: isoDate(panel.calendar[plan.train[0]]!),
        to: isoDate(panel.calendar[plan.train[1] - 1]!),
        sessions: plan.train[1] - plan.train[0],
        tickers: known.tickers.length,
      },
      labels: { ...chosen, origin },
      ...{ policy, certificate, looked, found, notes },
    };
    await writeTextAtomically(path, `${JSON.stringify(step)}\n`);
  });
  return JSON.parse(await readFile(result.path, "utf8")) as WalkStep;
}

function trainingPanel(panel: Panel, { train, unseen }: WalkPlan): Panel {
  const before = panelBefore(panel, train[1]);
  const window = train[0] > 0 ? panelSince(before, train[0]) : before;
  const kept = unseen ? window.tickers.filter((ticker) => !unseen.includes(ticker)) : window.tickers;
  return selectTickers(window, kept);
}

function judgedPanel(panel: Panel, { test, unseen }: WalkPlan): Panel {
  const before = test[1] < panel.calendar.length ? panelBefore(panel, test[1]) : panel;
  return unseen
    ? selectTickers(
        before,
        before.tickers.filter((ticker) => unseen.includes(ticker)),
      )
    : before;
}

/** The honest choice of a label search on the training's bars; the default where these are too few to search. */
async function chooseLabels(
  panel: Panel,
  plan: WalkPlan,
  { folder, key }: StepPlace,
  { profile, labelTrials, ledger, seed, features, onProgress }: WalkForwardOptions,
  notes: string[],
): Promise<LabelChoice> {
  const trials = labelTrials ?? profile.walkForward.labelTrials;
  if (trials === 0) return DEFAULT_LABELS;
  const path = join(folder, "labels.json");
  try {
    await makeArtefact({ path, record: join(folder, ".labels.json.json"), key }, async (to) => {
      const { best } = await searchLabels(listedPanel(panel, SEARCH_LIST), {
        ...{ trials, forest: profile.labelSearch.forest, seed, features, ledger },
        ...{ file: join(folder, "label-search.sqlite"), by: `trident walk-forward ${plan.id}` },
        onProgress: (done, all) => onProgress?.(done, all, "labels"),
      });
      await writeBestParams(to, best);
    });
    return await readLabelChoice(path);
  } catch (error) {
    if (!(error instanceof Error) || !["SearchError", "FoldError"].includes(error.name)) throw error;
    notes.push(`the labels were not searched but are the default: ${error.message}`);
    return DEFAULT_LABELS;
  }
}
