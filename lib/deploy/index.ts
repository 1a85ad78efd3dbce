/**
 * What is done with a trained bundle: paper trading by the backtest's own rules, and what a state of it says.
 *
 * ```ts
 * const bundle = await loadBundle("data/bundle");
 * const decide = (date: number) => predictDay(bundle, panel, { date, today: date });
 * const plan = { bundle: dataHash, rule: bundle.manifest.labels, promise: null, certificate: null };
 * const from = parseIsoDate("2024-03-04");
 * const record = await tradePaper({ panel, decide, state: "data/paper.sqlite", from, days: 5, plan });
 * paperParity(panel, record).equal;
 * ```
 */
export { bundleTable } from "./bundleTable.ts";
export { PaperError } from "./paperError.ts";
export { missingSentence, type PaperPage, paperPage } from "./paperPage.ts";
export type { PaperPlan } from "./paperPlan.ts";
export { type PaperOrder, type PaperRecord, type PaperSession, type PaperTrade, readPaperState } from "./paperState.ts";
export { type PaperStatus, paperStatus } from "./paperStatus.ts";
export { promiseKept } from "./promiseKept.ts";
export { driftTable, smokeTable } from "./smokeTables.ts";
export { type SmokeCheck, type SmokeTest, smokeTest } from "./smokeTest.ts";
export { type PaperOptions, type PaperParity, paperParity, stopFile, tradePaper } from "./tradePaper.ts";
export { type YahooMarket, type YahooMarketRequest, yahooMarket } from "./yahooMarket.ts";
