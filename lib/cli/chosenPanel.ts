import { chooseTickers, type Panel, panelNotes, readPanel, selectTickers } from "../market/index.ts";
import type { Call } from "./program.ts";

/** What a command's `<panel>` can be, for its `--help`. */
export const PANEL_HELP = "Parquet or CSV file, folder of them, or synthetic[:tickers=60,years=4,...]";

/**
 * The panel that a command was given, or of it the tickers that `--tickers` names. Says what whoever uses it should
 * know: how prices were adjusted, and which tickers ended.
 *
 * @param usual where no tickers are named: the listed ones that the panel has, if those are `atLeast`, else the largest.
 */
export async function readChosenPanel(
  call: Pick<Call, "progress">,
  source: string,
  tickers: readonly string[] | undefined,
  usual?: { readonly listed: readonly string[]; readonly atLeast: number },
): Promise<Panel> {
  const whole = await readPanel(source);
  const chosen = tickers ?? (usual && chooseTickers(whole, usual.listed, usual.atLeast));
  const panel = chosen ? selectTickers(whole, chosen) : whole;
  for (const note of panelNotes(panel)) call.progress(note);
  return panel;
}
