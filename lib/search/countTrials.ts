import { type EngineHost, listStudies, type StudyInFile } from "../engines/index.ts";
import type { BestParams } from "../labels/index.ts";
import type { Ledger } from "../ledger/index.ts";
import { readSketchText, SAME_DATA_FROM, sharedBars } from "../market/index.ts";
import type { SearchData } from "./searchData.ts";

/** What the winners of a search are deflated by, and how it comes about. */
export type CountedTrials = Pick<BestParams["study"], "counted" | "sharing" | "beyondLedger" | "apart">;

/**
 * Counts the trials on the bars that a search sees and on data that share bars with them: of each study those that the
 * ledger has, or its file of studies, whichever is more. So a ledger that was removed, or another one, does not make the
 * count forget what the file still holds.
 *
 * @param file of studies, the search's own among them.
 * @param restored trials that were put into the ledger from the file as the search went on.
 */
export async function countTrials(
  { dataHash, bars }: Pick<SearchData, "dataHash" | "bars">,
  { ledger, file, host, restored }: { ledger: Ledger; file: string; host: EngineHost; restored: number },
): Promise<CountedTrials> {
  const recorded = ledger.countSharing(dataHash);
  const inLedger = new Map(recorded.map(({ study, trials }) => [study, trials]));
  const shareOf = ({ name, notes }: StudyInFile): number => {
    // Studies of before bars were noted have their data's hash in their name.
    if (typeof notes.bars !== "string") return name.includes(` ${dataHash.slice(0, 12)} `) ? 1 : 0;
    return notes.dataHash === dataHash ? 1 : sharedBars(readSketchText(notes.bars), bars);
  };
  const beyond = (await listStudies(file, host))
    .map((study) => ({ share: shareOf(study), trials: study.ended - (inLedger.get(study.name) ?? 0) }))
    .filter(({ share, trials }) => trials > 0 && share >= SAME_DATA_FROM);
  const others = [...recorded.filter((each) => each.dataHash !== dataHash), ...beyond.filter(({ share }) => share < 1)];
  const sum = (all: readonly { readonly trials: number }[]): number =>
    all.reduce((total, each) => total + each.trials, 0);
  const shares = others.map(({ share }) => share);
  return {
    counted: sum(recorded) + sum(beyond),
    sharing: others.length === 0 ? null : { trials: sum(others), share: [Math.min(...shares), Math.max(...shares)] },
    beyondLedger: restored + sum(beyond),
    ...(!ledger.isProjects && { apart: true }),
  };
}

/** Says by how many trials the winners of a search are deflated, and on which data they were. */
export function describeCounted({ counted, sharing, beyondLedger, apart }: CountedTrials): string {
  const percent = (share: number): string => `${Math.floor(share * 100)}`;
  const [least, most] = (sharing?.share ?? [1, 1]).map(percent);
  return [
    `${counted} trials`,
    sharing &&
      `${sharing.trials} of them on other data that share ${least === most ? least : `${least} to ${most}`} % of their bars with these`,
    beyondLedger > 0 &&
      `${beyondLedger} of them known from the file of studies alone: the ledger lacked them, and may lack looks at the later year`,
    apart && "counted in a ledger of its own: those of the project's are not among them",
  ]
    .filter((part) => typeof part === "string")
    .join(", ");
}
