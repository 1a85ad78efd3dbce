import type { Progress } from "../runtime/index.ts";
import type { LabelChoice } from "./labelChoice.ts";
import type { PartStep } from "./makePart.ts";
import type { DatasetManifest } from "./manifest.ts";

/** How a dataset is made. */
export interface DatasetOptions {
  /**
   * The folder that gets `dataset.parquet`, `statistics.parquet`, `bars.parquet`, `calendar.json`, `manifest.json`,
   * `run.json` and `steps/`.
   */
  readonly out: string;
  /** By default a triple barrier of 5 %, 8 % and 10 bars, named as not searched. */
  readonly labels?: LabelChoice;
  /** Files of SPY and the VIX; see `datasetContext` for what is taken without them. */
  readonly context?: { readonly spy: string; readonly vix: string };
  /** Files of features of one's own, whose columns come after the 71. */
  readonly features?: readonly string[];
  /** Also writes `training_data_ultimate.csv`. */
  readonly csv?: boolean;
  /** Makes one share of the parts alone, `number` from 1 to `of`, and no dataset. */
  readonly shard?: { readonly number: number; readonly of: number };
  /** Makes no part; joins those that are there. */
  readonly merge?: boolean;
  /** Worker threads; all that the machine has by default. No choice changes a byte. */
  readonly threads?: number;
  /** Bars of a part, about; 100,000 by default. What a thread holds grows with it, and so do the files' row groups. */
  readonly partBars?: number;
  readonly onProgress?: Progress;
}

/** What came of it. */
export interface DatasetResult {
  readonly out: string;
  /** Null after a shard. */
  readonly manifest: DatasetManifest | null;
  /** Parts that are whole, of how many. */
  readonly parts: readonly [whole: number, of: number];
  /** Seconds by step; those of features, labels, context and statistics are of all threads together. */
  readonly seconds: Readonly<Record<"universe" | "bars" | PartStep | "parts" | "save" | "csv", number>>;
}

/**
 * Makes the dataset of a panel in six steps, each of which leaves artefacts under `steps/` with their hashes: the
 * universe; the bars, checked, and their equal-weight return; features; labels; the market's context and the statistics
 * of each (ticker, month); and the joined files, the bars of the tickers among them: who trains needs this folder alone
 * (`readDataset`). A step whose inputs have not changed is not made again, so a build that was killed goes on where it was
 * and ends with the same bytes. The panel is read a part at a time and may be larger than memory.
 *
 * Where the panel's manifest knows membership by date, as `trident market fetch --universe sp500` writes it, the rows of
 * days on which a ticker was no member are left out, and the dataset's manifest counts them; features look back over
 * them all the same, and a label may end after the ticker has left. A panel without a manifest is taken as it is, and
 * the dataset's bias says that nothing is known.
 *
 * @param source a panel's file or folder, or the name of a synthetic market.
 * @throws PanelError as `readPanel` does.
 * @throws UsageError if no ticker has 100 bars, a shard is none, or `merge` lacks parts.
 */
export async function buildDataset(source: string, options: DatasetOptions): Promise<DatasetResult> {
  const { buildInSteps } = await import("./buildInSteps.ts");
  return buildInSteps(source, options);
}
