import { existsSync } from "node:fs";
import { basename } from "node:path";
import { UsageError } from "trident-base";
import { hashFile } from "../files/index.ts";
import { type LabelOptions, readChosenLabellings } from "../labels/index.ts";
import { type BarSketch, readSketchText, sharedBars } from "../market/index.ts";

/** The share of the searched bars that a panel has before the labels are its own. */
const OWN_FROM = 0.9;

/** Label parameters and where they came from. */
export interface LabelChoice {
  readonly options: LabelOptions;
  /** `NAME: honest`, or that nothing was searched. */
  readonly origin: string;
  /** What the search said of them, where there was one. */
  readonly found?: { readonly sha256: string; readonly value: number | null; readonly deflated: number | null };
  /** The bars that were searched, where the file says so; a sketch tells them from others, if it has one. */
  readonly searchedOn?: {
    readonly source: string;
    readonly from: string;
    readonly to: string;
    readonly bars?: BarSketch;
  };
}

/** What labels are made with where no search has been: a middle of the road, named as such. */
export const DEFAULT_LABELS: LabelChoice = {
  options: { method: "triple_barrier", profit: 0.05, stop: 0.08, horizon: 10 },
  origin: "default, not searched",
};

/**
 * The label parameters that a label search left: those that are best without its leaks (`honest`), or as the roadmap
 * chooses them (`published`).
 *
 * @throws UsageError naming the file: not there, no JSON, other than `{published: P, honest: P}`, without these.
 */
export async function readLabelChoice(file: string, which: "honest" | "published" = "honest"): Promise<LabelChoice> {
  const { panel, ...labellings } = await readChosenLabellings(file);
  const chosen = labellings[which];
  if (!chosen) throw new UsageError(`the file has no parameters '${which}'`, { where: [file] });
  const { value, deflated, ...options } = chosen;
  const { sha256 } = await hashFile(file);
  return {
    ...{ options, origin: `${basename(file)}: ${which}`, found: { sha256, value, deflated } },
    ...(panel && {
      searchedOn: {
        ...{ source: panel.source, from: panel.from, to: panel.to },
        ...(panel.bars !== undefined && { bars: readSketchText(panel.bars) }),
      },
    }),
  };
}

/**
 * What is to be said of labels that were searched on other bars than they are used on: their deflation says nothing of
 * these. Null where most of the searched bars are among them, whatever the panel is called, or nothing was searched. A
 * file without a sketch of its bars is known by the panel's name alone.
 */
export function otherPanelNote(
  { searchedOn }: Pick<LabelChoice, "searchedOn">,
  panel: { readonly source: string; readonly bars: BarSketch },
): string | null {
  if (!searchedOn) return null;
  const { source, from, to, bars } = searchedOn;
  const share = bars ? sharedBars(bars, panel.bars) : Number(source === panel.source);
  if (share >= OWN_FROM) return null;
  const known = bars ? `with ${Math.floor(100 * share)} % of its bars in common with these` : "known by its name alone";
  return `the labels were searched on ANOTHER panel, ${source} from ${from} to ${to}, ${known}: what the search says of them is not about these bars`;
}

/** The honest label parameters that a label search left in a file; the default where there is no such file. */
export async function searchedLabels(file: string): Promise<LabelChoice> {
  return existsSync(file) ? readLabelChoice(file) : DEFAULT_LABELS;
}
