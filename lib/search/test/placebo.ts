import { startEngineHost } from "../../engines/index.ts";
import { Ledger } from "../../ledger/index.ts";
import { type Panel, type SyntheticSpec, syntheticMarket } from "../../market/index.ts";
import { PROFILES } from "../../runtime/index.ts";
import { type DeflatedWinner, deflateWinner } from "../deflateWinner.ts";
import { judgeHoldout } from "../holdout.ts";
import { runLabelStudy } from "../labelStudy.ts";
import { searchData } from "../searchData.ts";

/** What an honest search found, and its t-statistic on the later year. */
export interface Found extends DeflatedWinner {
  readonly later: number;
}

/** One honest micro search on a market, and its winner on the later year. */
export async function searchMarket(folder: string, seed: number, panel: Panel): Promise<Found> {
  const data = await searchData(panel);
  const { trials, forest } = PROFILES.micro.labelSearch;
  const host = startEngineHost();
  const ledger = new Ledger(`${folder}/ledger.sqlite`);
  try {
    const study = { trials, seed, forest, file: `${folder}/studies.sqlite`, ledger, host };
    const { trials: tried } = await runLabelStudy("honest", data, study);
    const found = await deflateWinner(data, tried, ledger.count({ dataHash: data.dataHash }).all, study);
    const [result] = await judgeHoldout({ ...data, holdout: data.holdout! }, [found.winner], forest, seed);
    return { ...found, later: result!.t };
  } finally {
    ledger.close();
    await host.close();
  }
}

/** Twenty synthetic tickers over three years. */
export function plantedMarket(seed: number, given: Partial<SyntheticSpec> = {}): Panel {
  return syntheticMarket({ tickers: 20, years: 3, seed, ...given }).panel;
}
