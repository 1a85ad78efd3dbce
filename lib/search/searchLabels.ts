import { dirname } from "node:path";
import { lockFile, makeFolder, type Verdict } from "trident-base";
import type { EngineHost, SearchForest } from "../engines/index.ts";
import type { UserFeature } from "../features/index.ts";
import type { BestParams } from "../labels/index.ts";
import type { Ledger } from "../ledger/index.ts";
import type { Panel } from "../market/index.ts";
import type { Progress } from "../runtime/index.ts";
import { SearchError } from "./errors.ts";
import type { LabelTrial } from "./labelStudy.ts";
import type { Selection } from "./selection.ts";

export interface LabelSearchOptions {
  /** Trials of each of the two searches; 100 by default. */
  readonly trials?: number | undefined;
  /** How the forest of each trial is grown; the roadmap's 50 trees of depth 10 by default. */
  readonly forest?: SearchForest | undefined;
  readonly seed?: number | undefined;
  /** Features of one's own beside the 71: what `defineFeature` made, or files whose default export it is. */
  readonly features?: readonly (UserFeature | string)[] | undefined;
  /** The SQLite file of the studies, which optuna-dashboard opens. One that is there is gone on with. */
  readonly file: string;
  readonly ledger: Ledger;
  readonly host?: EngineHost | undefined;
  /** What opens the holdout, for the ledger. */
  readonly by?: string | undefined;
  readonly onProgress?: Progress | undefined;
}

/** Both winners, and the trials that they were the best of. */
export interface LabelSearch {
  readonly best: BestParams;
  readonly published: readonly LabelTrial[];
  readonly honest: readonly LabelTrial[];
  /** What choosing the best of so many was worth; null where too little is known for it. */
  readonly selection: { readonly published: Selection | null; readonly honest: Selection | null };
  /** Whether what is said of the winners is too good to be true. */
  readonly believable: Verdict;
}

/**
 * The label search, twice: as published, which finds the corner of the space, and for the alpha that capital earns
 * out of fold. Neither sees the last 252 sessions, on which both winners are then judged once, if 200 are
 * left to search; a shorter panel is searched whole, and the result says so.
 *
 * @param panel the tickers to search on.
 * @throws SearchError if no labelling can be judged, or another search is going on with the file; FoldError if the panel is too short for five purged folds.
 */
export async function searchLabels(panel: Panel, options: LabelSearchOptions): Promise<LabelSearch> {
  const { file } = options;
  await makeFolder(dirname(file));
  const lock = lockFile(`${file}.lock`);
  if (!lock) {
    throw new SearchError("another search is going on with this file of studies", {
      where: [file],
      remedy: "Wait until it is done, or name another file.",
    });
  }
  try {
    const { searchBoth } = await import("./searchBoth.ts");
    return await searchBoth(panel, options);
  } finally {
    lock.release();
  }
}
