import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isTridentError, UsageError } from "trident-base";
import { FoldError } from "../cv/index.ts";
import { engineHost } from "../engines/index.ts";
import { type MatrixFile, writeMatrix } from "../files/index.ts";
import { describeLabelling, type Labelling } from "../labels/index.ts";
import type { Panel } from "../market/index.ts";
import { EVERY_LEAK, LEAKS, type Protocol, protocolYear, ROADMAP } from "../published/index.ts";
import type { Matrix } from "../runtime/index.ts";
import { judgeAnswers } from "./judgeAnswers.ts";
import { type Answers, accuracyOf, type ProtocolOptions, runProtocol, withDrawnReturns } from "./runProtocol.ts";

import {
  FIXED_LABELS,
  LABEL_CANDIDATES,
  type Waterfall,
  type WaterfallOptions,
  type WaterfallStep,
} from "./waterfall.ts";

/** Share of the rows that must be left to test, without HOLD, for labels to be chosen. */
const LEAST_SHARE = 0.1;

/** Trees of the forests that labels are chosen by, as in the label search. */
const SEARCH_TREES = 50;

/** The label search grows every forest whole. */
const SEARCHED: Protocol = new Set([...EVERY_LEAK].filter((id) => id !== "stopping_fold"));

/** What `waterfall` does; the two are apart so that whoever imports it does not load all this. */
export async function runWaterfall(panel: Panel, options: WaterfallOptions): Promise<Waterfall> {
  const {
    candidates = LABEL_CANDIDATES,
    fixed = FIXED_LABELS,
    bars = ROADMAP.bars,
    trees = ROADMAP.forest.trees,
  } = options;
  const { seed = 42, seeds = 5, draws = 2000, host = engineHost(), onProgress } = options;
  if (candidates.length === 0) throw new UsageError("there are no label candidates", { remedy: "Give at least one." });
  if (!Number.isSafeInteger(seeds) || seeds < 1) {
    throw new UsageError(`seeds is ${seeds}`, { remedy: "Give a whole number, at least 1." });
  }
  const { steps, alone } = protocols();
  const distinct = new Set([...steps, ...alone].map(({ protocol }) => fitKey(protocol)));
  const forests = distinct.size * seeds + (candidates.length > 1 ? candidates.length : 0);
  let done = 0;

  const folder = await mkdtemp(join(tmpdir(), "waterfall-"));
  try {
    const year = protocolYear(panel, bars, options.features);
    const written = new Map<Matrix, Promise<MatrixFile>>();
    const fileOf = async (protocol: Protocol): Promise<MatrixFile> => {
      const matrix = await year.matrixOf(protocol);
      const file = written.get(matrix) ?? writeMatrix(matrix, join(folder, `${written.size}.arrow`));
      written.set(matrix, file);
      return file;
    };
    const run = async (labelling: Labelling, protocol: Protocol, forest: ProtocolOptions): Promise<Answers> => {
      const answers = await runProtocol(host, year, await fileOf(protocol), labelling, protocol, forest);
      onProgress?.(++done, forests);
      return answers;
    };
    const least = LEAST_SHARE * ROADMAP.testShare * year.panel.rows;
    const chosen = await bestOnTest(candidates, least, (labelling) =>
      run(labelling, SEARCHED, { trees: SEARCH_TREES, seed }),
    );
    const labelsOf = (protocol: Protocol): Labelling => (protocol.has("chosen_on_test") ? chosen : fixed);

    const fitted = new Map<string, readonly Answers[]>();
    const judge = async ({ id, title, protocol }: Step): Promise<WaterfallStep> => {
      const labelling = labelsOf(protocol);
      const runs: Answers[] = [...(fitted.get(fitKey(protocol)) ?? [])];
      for (let k = runs.length; k < seeds; k++) runs.push(await run(labelling, protocol, { trees, seed: seed + k }));
      fitted.set(fitKey(protocol), runs);
      const drawn = (answers: Answers, k: number): Answers => withDrawnReturns(answers, labelling, seed + k);
      const namesLabels = id === "published" || id === "chosen_on_test";
      return {
        id,
        title: namesLabels ? `${title}: ${describeLabelling(labelling)}` : title,
        ...judgeAnswers(protocol.has("random_returns") ? runs.map(drawn) : runs, {
          accuracyAsWinRate: protocol.has("no_base_rate"),
          horizon: labelling.horizon,
          seed,
          draws,
        }),
      };
    };
    const judged = async (list: readonly Step[]): Promise<WaterfallStep[]> => {
      const results: WaterfallStep[] = [];
      for (const step of list) results.push(await judge(step));
      return results;
    };
    return { steps: await judged(steps), alone: await judged(alone) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Step {
  readonly id: WaterfallStep["id"];
  readonly title: string;
  readonly protocol: Protocol;
}

/** All leaks, then all after the first, and so on to none; and each by itself. */
function protocols(): { readonly steps: readonly Step[]; readonly alone: readonly Step[] } {
  const from = (k: number): Protocol => new Set(LEAKS.slice(k).map(({ id }) => id));
  return {
    steps: [
      { id: "published", title: "As published", protocol: EVERY_LEAK },
      ...LEAKS.map(({ id, removed }, k) => ({ id, title: removed, protocol: from(k + 1) })),
    ],
    alone: LEAKS.map(({ id, alone }) => ({ id, title: alone, protocol: new Set([id]) })),
  };
}

/** Leaks that come after the fits: how answers are called, and what is said to be earned by them. */
const AFTER: readonly string[] = ["no_base_rate", "random_returns"];

/** Protocols of one key make the same fits. */
function fitKey(protocol: Protocol): string {
  return [...protocol].filter((id) => !AFTER.includes(id)).join(" ");
}

/**
 * The candidate with the highest accuracy on the rows that it is then judged on, the first of equals; those that leave
 * hardly any rows are passed over, as nobody would believe them.
 *
 * @param least rows that must be tested.
 */
async function bestOnTest(
  candidates: readonly Labelling[],
  least: number,
  run: (labelling: Labelling) => Promise<Answers>,
): Promise<Labelling> {
  if (candidates.length === 1) return candidates[0]!;
  let best: Labelling | undefined;
  let highest = Number.NEGATIVE_INFINITY;
  for (const labelling of candidates) {
    const { actual, score } = await run(labelling).catch(noneIfNothingIsLeft);
    if (actual.length < least) continue;
    const reached = accuracyOf(actual, score);
    if (reached <= highest) continue;
    best = labelling;
    highest = reached;
  }
  if (best) return best;
  throw new FoldError(`none of the ${candidates.length} label candidates leaves ${Math.ceil(least)} rows to test`, {
    remedy: "Take more tickers, more history or nearer barriers.",
  });
}

/** Barriers that the market never reaches leave no rows once HOLD is dropped. */
function noneIfNothingIsLeft(error: unknown): Pick<Answers, "actual" | "score"> {
  if (isTridentError(error) && error.name === FoldError.name) {
    return { actual: new Uint8Array(0), score: new Float64Array(0) };
  }
  throw error;
}
