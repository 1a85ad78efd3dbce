import { isoDate } from "trident-base";
import { type Panel, readKeyed, rowsOfBars } from "../market/index.ts";
import { FoldError } from "./fold.ts";

/** The two sides of a fold as a file has them, by row of a panel. */
export interface SavedFold {
  readonly name: string;
  /** Row numbers of the panel, in the file's order; each once. */
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/**
 * Reads folds from a file with fold, side (`train` or `test`), ticker and date, made by `trident folds` or elsewhere:
 * nothing is said yet of whether they are purged. Rows without a bar in the panel are passed over.
 *
 * @throws FoldError naming the file: another side, a row twice in a fold, a fold without one of its sides.
 */
export async function readFolds(panel: Panel, file: string): Promise<readonly SavedFold[]> {
  const table = await readKeyed<"fold" | "side">(file, {
    ...{ rows: "Folds", columns: { fold: "text", side: "text" }, Fault: FoldError },
  });
  const names = table.texts.get("fold")!;
  const sides = table.texts.get("side")!;
  const other = sides.find((side) => side !== "train" && side !== "test");
  if (other !== undefined) {
    throw new FoldError(`side is '${other}'`, { where: [file], remedy: "It can be train or test." });
  }
  const fold = table.columns.get("fold")!;
  const side = table.columns.get("side")!;
  const rowOf = rowsOfBars(panel, table);
  const lists = names.map(() => ({ train: [] as number[], test: [] as number[] }));
  const seenIn = names.map(() => new Uint8Array(panel.rows));
  for (const [i, row] of rowOf.entries()) {
    if (row < 0) continue;
    const k = fold[i]!;
    if (Number.isNaN(k) || Number.isNaN(side[i]!)) {
      throw new FoldError("a row has no fold or no side", { where: [file], remedy: "Give every row both." });
    }
    if (seenIn[k]![row] === 1) {
      throw new FoldError("a row is twice in a fold", {
        where: [file, `fold ${names[k]}`, table.names[table.ticker[i]!]!, isoDate(table.date[i]!)],
        remedy: "A row is on one side, once.",
      });
    }
    seenIn[k]![row] = 1;
    lists[k]![sides[side[i]!] as "train" | "test"].push(row);
  }
  return lists.map(({ train, test }, k) => {
    if (train.length === 0 || test.length === 0) {
      throw new FoldError(`fold ${names[k]} has no ${train.length === 0 ? "training" : "test"} rows`, {
        where: [file],
        remedy: "Each fold needs both sides, on bars of the market that is judged with.",
      });
    }
    return { name: names[k]!, train: Uint32Array.from(train), test: Uint32Array.from(test) };
  });
}
