import { type Panel, panelNotes, readPanel, selectTickers } from "../market/index.ts";
import { listedPanel, type TickerList } from "../published/index.ts";
import type { Call } from "./program.ts";

/** What a command's `<panel>` can be, for its `--help`. */
export const PANEL_HELP = "Parquet or CSV file, folder of them, or synthetic[:tickers=60,years=4,...]";

/**
 * The panel that a command was given, or of it the tickers that `--tickers` names. Says what whoever uses it should
 * know: how prices were adjusted, and which tickers ended.
 *
 * @param usual where no tickers are named: the listed ones that the panel has, if those are enough, else the largest.
 */
export async function readPanelArgument(
  call: Pick<Call, "progress">,
  source: string,
  tickers: readonly string[] | undefined,
  usual?: TickerList,
): Promise<Panel> {
  const whole = await readPanel(source);
  const panel = tickers ? selectTickers(whole, tickers) : usual ? listedPanel(whole, usual) : whole;
  for (const note of panelNotes(panel)) call.progress(note);
  return panel;
}
