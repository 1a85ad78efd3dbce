import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { UsageError } from "trident-base";
import { z } from "zod";
import { hashFile } from "../files/index.ts";
import type { LabelOptions } from "../labels/index.ts";

/** Label parameters and where they came from. */
export interface LabelChoice {
  readonly options: LabelOptions;
  /** `NAME: honest`, or that nothing was searched. */
  readonly origin: string;
  /** What the search said of them, where there was one. */
  readonly found?: { readonly sha256: string; readonly value: number | null; readonly deflated: number | null };
}

/** What labels are made with where no search has been: a middle of the road, named as such. */
export const DEFAULT_LABELS: LabelChoice = {
  options: { method: "triple_barrier", profit: 0.05, stop: 0.08, horizon: 10 },
  origin: "default, not searched",
};

const parameters = z.object({
  method: z.enum(["simple", "triple_barrier"]),
  profit: z.number().gt(0).lt(1),
  stop: z.number().gt(0).lt(1),
  horizon: z.number().int().positive(),
  value: z.number().nullish(),
  deflated: z.number().nullish(),
});
const schema = z.object({ published: parameters.optional(), honest: parameters.optional() });

/**
 * The label parameters that a label search left: those that are best without its leaks (`honest`), or as the roadmap
 * chooses them (`published`).
 *
 * @throws UsageError naming the file: not there, no JSON, other than `{published: P, honest: P}`, without these.
 */
export async function readLabelChoice(file: string, which: "honest" | "published" = "honest"): Promise<LabelChoice> {
  const where = [file];
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new UsageError("the file of label parameters cannot be read", {
      where,
      remedy: "Run 'trident search-labels' first, or leave it out for the default.",
      cause,
    });
  });
  const answer = schema.safeParse(jsonOf(text));
  if (!answer.success) {
    const { path, message } = answer.error.issues[0]!;
    throw new UsageError(`these are no label parameters: ${[...path, message].join(": ")}`, {
      where,
      remedy: "Give what 'trident search-labels' wrote: {published: P, honest: P}.",
    });
  }
  const chosen = answer.data[which];
  if (!chosen) throw new UsageError(`the file has no parameters '${which}'`, { where });
  const { method, profit, stop, horizon, value = null, deflated = null } = chosen;
  const { sha256 } = await hashFile(file);
  return {
    options: { method, profit, stop, horizon },
    origin: `${basename(file)}: ${which}`,
    found: { sha256, value, deflated },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
