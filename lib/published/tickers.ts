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
