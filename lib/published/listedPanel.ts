import { chooseTickers, type Panel, selectTickers } from "../market/index.ts";

/** A list of the roadmap's tickers. They were picked in late 2025, partly as proven winners: a hindsight universe. */
export interface TickerList {
  readonly tickers: readonly string[];
  /** With fewer of them than this, the panel's largest before its later year stand in for all. */
  readonly atLeast: number;
}

/** The quick validator's 46 tickers. */
export const QUICK_LIST: TickerList = {
  tickers: (
    "NVDA AMD TSLA PLTR HOOD IONQ PALI ASTS MRVL QS SLDP LAZR MVIS RKLB LUNR COIN MARA CRIS NTLA BEAM AVIR RLAY DGNX " +
    "SMR OKLO CCJ UEC ENPH AVGO AMAT MPWR CRUS ALGM QBTS RGTI ARQQ AAPL MSFT GOOGL AMZN META V JPM WMT KO PG"
  ).split(" "),
  atLeast: 20,
};

/** The label search's 20 tickers, all of them among the 46. */
export const SEARCH_LIST: TickerList = {
  tickers: "NVDA AMD TSLA PLTR HOOD IONQ PALI ASTS MRVL COIN MARA AVGO AAPL MSFT GOOGL QS LAZR RKLB CRIS SMR".split(
    " ",
  ),
  atLeast: 10,
};

/**
 * The listed tickers of a panel; where it has too few of them, as many of its largest by what was traded before the later
 * year.
 */
export function listedPanel(whole: Panel, { tickers, atLeast }: TickerList): Panel {
  return selectTickers(whole, chooseTickers(whole, tickers, atLeast));
}

/** How many tickers of a panel are on a list. */
export function countListed(panel: Panel, { tickers }: TickerList): number {
  return panel.tickers.filter((ticker) => tickers.includes(ticker)).length;
}

/** What is to be said of results on listed tickers; nothing where none of them is. */
export function hindsightNotes(panel: Panel, list: TickerList): readonly string[] {
  const listed = countListed(panel, list);
  if (listed === 0) return [];
  return [`${listed} tickers of the roadmap's list, picked in late 2025, partly as proven winners: hindsight`];
}
