import { type Panel, readPanel, selectTickers } from "../market/index.ts";

/** What a command's `<panel>` can be, for its `--help`. */
export const PANEL_HELP = "Parquet or CSV file, folder of them, or synthetic[:tickers=60,years=4,...]";

/** The panel that a command was given, or of it the tickers that `--tickers` names. */
export async function readPanelArgument(source: string, tickers: readonly string[] | undefined): Promise<Panel> {
  const whole = await readPanel(source);
  return tickers ? selectTickers(whole, tickers) : whole;
}
