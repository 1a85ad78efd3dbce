import { join } from "node:path";
import { UsageError } from "trident-base";
import { BARS_AT_LEAST } from "../behaviour/index.ts";
import type { FeatureSource } from "../features/index.ts";
import { type ArtefactPlace, keyOf } from "../files/index.ts";
import type { OpenPanel } from "../market/index.ts";
import type { DatasetContext } from "./datasetContext.ts";
import type { LabelChoice } from "./labelChoice.ts";
import type { PartStep } from "./makePart.ts";
import { cutIntoParts, type TickerRange } from "./parts.ts";

/** Goes into every key: a change of what files hold makes them anew. */
const FORMAT = 1;

/** A ticker that the dataset leaves out. */
export interface DroppedTicker {
  readonly ticker: string;
  readonly bars: number;
  readonly why: string;
}

/** What is to be made of a panel, and where everything goes. */
export interface DatasetPlan {
  readonly out: string;
  /** All ranges of the panel's tickers, those with nothing to keep too: the market's return is of all. */
  readonly ranges: readonly TickerRange[];
  readonly parts: readonly TickerRange[];
  readonly dropped: readonly DroppedTicker[];
  readonly universe: ArtefactPlace;
  readonly bars: ArtefactPlace;
  /** All bars in the order of tickers, while they are needed. */
  readonly sorted: ArtefactPlace;
  /** What the ranges up to this one have come to, while not all are read. */
  rangePlace(range: number): ArtefactPlace;
  /** Where the classes of cross-sectional labels lie. */
  readonly cuts: ArtefactPlace;
  /** Where the artefacts of a part go; its number counts from 0. */
  partPlaces(part: number): Readonly<Record<PartStep, ArtefactPlace>>;
  /** A file of the dataset itself, made of artefacts with these hashes. */
  output(name: string, madeOf: readonly string[]): ArtefactPlace;
}

/**
 * Plans a dataset. Keys say what each file follows from, so that a step whose inputs are the same is not made twice: with
 * other labels the features stay.
 *
 * @throws UsageError if no ticker has 100 bars.
 */
export function planDataset(
  out: string,
  panel: OpenPanel,
  labels: LabelChoice["options"],
  own: readonly FeatureSource[],
  context: DatasetContext,
  partBars: number,
): DatasetPlan {
  const ranges = cutIntoParts(panel.tickers, partBars);
  const parts = ranges.filter(({ tickers }) => tickers.length > 0);
  if (parts.length === 0) {
    throw new UsageError(`no ticker has ${BARS_AT_LEAST} bars`, {
      where: [panel.source],
      remedy: "Give longer series.",
    });
  }
  const steps = join(out, "steps");
  const bytes = panel.files.length > 0 ? panel.files.map(({ sha256 }) => sha256) : panel.source;
  const source = [bytes, panel.bias, [...(panel.members ?? [])], [...(panel.unfinished ?? [])]];
  const place = (path: string, ...inputs: readonly unknown[]): ArtefactPlace => ({
    path: join(steps, path),
    record: join(steps, `${path}.json`),
    key: keyOf(FORMAT, ...inputs),
  });
  const universe = place("1-universe.json", "universe", source, BARS_AT_LEAST);
  const bars = place("2-bars.json", "bars with a sketch", universe.key);
  return {
    out,
    ranges,
    parts,
    dropped: panel.tickers
      .filter((each) => each.bars < BARS_AT_LEAST)
      .map((each) => ({ ...each, why: `under ${BARS_AT_LEAST} bars` })),
    universe,
    bars,
    sorted: place("2-sorted.parquet", "sorted", universe.key),
    rangePlace: (range) => {
      const { first, last } = ranges[range]!;
      return place(join("2-bars", `${numbered(range)}.json`), "bars up to", universe.key, first, last);
    },
    cuts: place("4-cuts.json", "cuts", universe.key, labels),
    partPlaces: (part) => {
      const file = `${numbered(part)}.parquet`;
      const { tickers } = parts[part]!;
      return {
        panel: place(join("2-panel", file), "panel", universe.key, tickers),
        features: place(
          join("3-features", file),
          "features",
          universe.key,
          tickers,
          ...own.map(({ name, sha256 }) => [name, sha256]),
        ),
        labels: place(join("4-labels", file), "labels", universe.key, tickers, labels),
        context: place(join("5-context", file), "context", universe.key, tickers, context.key),
        statistics: place(join("5-statistics", file), "statistics", bars.key, tickers),
      };
    },
    output: (name, madeOf) => ({
      path: join(out, name),
      record: join(steps, `6-${name}.json`),
      key: keyOf(FORMAT, name, madeOf),
    }),
  };
}

const numbered = (index: number): string => String(index + 1).padStart(4, "0");
