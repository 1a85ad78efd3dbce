import { startEngineHost } from "../../engines/index.ts";
import { Ledger } from "../../ledger/index.ts";
import { readPanel } from "../../market/index.ts";
import { PROFILES } from "../../runtime/index.ts";
import { judgeHoldout } from "../holdout.ts";
import { type LabelTrial, runLabelStudy, winnerOf } from "../labelStudy.ts";
import { searchData } from "../searchData.ts";

/** What an honest search found on a synthetic market, and its t-statistic on the later year. */
export interface Found {
  readonly winner: LabelTrial;
  readonly later: number;
}

/** One honest micro search on a market of this signal, 20 tickers and three years. */
export async function searchMarket(folder: string, seed: number, signal: number): Promise<Found> {
  const data = await searchData(await readPanel(`synthetic:tickers=20,years=3,seed=${seed},signal=${signal}`));
  const { trials, forest } = PROFILES.micro.labelSearch;
  const host = startEngineHost();
  const ledger = new Ledger(`${folder}/ledger.sqlite`);
  try {
    const study = { trials, seed, forest, file: `${folder}/studies.sqlite`, ledger, host };
    const winner = winnerOf((await runLabelStudy("honest", data, study)).trials);
    const [result] = await judgeHoldout({ ...data, holdout: data.holdout! }, [winner], forest, seed);
    return { winner, later: result!.t };
  } finally {
    ledger.close();
    await host.close();
  }
}
