/** Target and stop in whole percents as fractions, the horizon in bars. */
export interface Barriers {
  readonly profit: number;
  readonly stop: number;
  readonly horizon: number;
}

/** One way to label. */
export interface Strategy extends Barriers {
  readonly id: "aggressive" | "simple" | "conservative" | "triple_barrier";
  readonly method: "simple" | "triple_barrier";
}

/** The roadmap's four labelling strategies. */
export const STRATEGIES: readonly Strategy[] = [
  { id: "aggressive", method: "simple", profit: 10 / 100, stop: 5 / 100, horizon: 3 },
  { id: "simple", method: "simple", profit: 5 / 100, stop: 8 / 100, horizon: 7 },
  { id: "conservative", method: "simple", profit: 3 / 100, stop: 10 / 100, horizon: 14 },
  { id: "triple_barrier", method: "triple_barrier", profit: 5 / 100, stop: 8 / 100, horizon: 24 },
];

/** `+10 % / -5 % in 3 bars`. */
export function describeStrategy({ profit, stop, horizon }: Barriers): string {
  return `+${Math.round(profit * 100)} % / -${Math.round(stop * 100)} % in ${horizon} bars`;
}

/** Bars that the quick validator looks at: one year of each ticker. */
export const QUICK_BARS = 251;

/**
 * The quick validator's 46 tickers. They were picked in late 2025, partly as proven winners: a hindsight universe, and
 * shown as such.
 */
export const QUICK_TICKERS: readonly string[] = (
  "NVDA AMD TSLA PLTR HOOD IONQ PALI ASTS MRVL QS SLDP LAZR MVIS RKLB LUNR COIN MARA CRIS NTLA BEAM AVIR RLAY DGNX SMR " +
  "OKLO CCJ UEC ENPH AVGO AMAT MPWR CRUS ALGM QBTS RGTI ARQQ AAPL MSFT GOOGL AMZN META V JPM WMT KO PG"
).split(" ");

/** With fewer of the listed tickers than this, the panel's largest stand in for all of them. */
export const QUICK_AT_LEAST = 20;

/** The label search's 20 tickers, all of them among the 46. */
export const SEARCH_TICKERS: readonly string[] =
  "NVDA AMD TSLA PLTR HOOD IONQ PALI ASTS MRVL COIN MARA AVGO AAPL MSFT GOOGL QS LAZR RKLB CRIS SMR".split(" ");

/** With fewer of the label search's tickers than this, the panel's largest stand in for all of them. */
export const SEARCH_AT_LEAST = 10;
