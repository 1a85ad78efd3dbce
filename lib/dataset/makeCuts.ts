import { readFile } from "node:fs/promises";
import { writeTextAtomically } from "trident-base";
import { type Artefact, type ArtefactPlace, makeArtefact } from "../files/index.ts";
import { crossSectional, type DayCuts, dayCuts, type LabelOptions } from "../labels/index.ts";
import type { Panel } from "../market/index.ts";

/** Cuts in a file; null where a day has none. */
type SavedCuts = Readonly<Record<keyof DayCuts, readonly (number | null)[]>>;

/**
 * Where the classes of cross-sectional labels lie on each day: a rank is among the tickers of all parts, so the parts'
 * outcomes are gone over once before any part is labelled.
 *
 * @param parts the bars of one part after another, on the whole calendar.
 */
export function makeCuts(
  place: ArtefactPlace,
  labels: LabelOptions,
  sessions: number,
  parts: AsyncIterable<Panel>,
): Promise<Artefact> {
  return makeArtefact(place, async (path) => {
    const all = dayCuts(labels, sessions);
    for await (const panel of parts) all.add(crossSectional(panel, labels));
    const { buy, sell } = all.cuts();
    const known = (cuts: Float64Array) => Array.from(cuts, (cut) => (Number.isNaN(cut) ? null : cut));
    await writeTextAtomically(path, `${JSON.stringify({ buy: known(buy), sell: known(sell) } satisfies SavedCuts)}\n`);
  });
}

/** Reads what `makeCuts` left. */
export async function readCuts({ path }: Artefact): Promise<DayCuts> {
  const { buy, sell } = JSON.parse(await readFile(path, "utf8")) as SavedCuts;
  const cuts = (saved: readonly (number | null)[]) => Float64Array.from(saved, (cut) => cut ?? Number.NaN);
  return { buy: cuts(buy), sell: cuts(sell) };
}
