/**
 * The roadmap's protocol as it was published, leak by leak, only to be shown.
 *
 * ```ts
 * const label = asPublishedLabels(closes, STRATEGIES[0]);
 * ```
 */
export { asPublishedLabels } from "./asPublishedLabels.ts";
export { asPublishedMatrix, fillAsPublished } from "./fillAsPublished.ts";
export { FOREST } from "./forest.ts";
export { LEAKS, type LeakId, type Protocol } from "./leaks.ts";
export { type ProtocolData, protocolData, TEST_SHARE } from "./protocolData.ts";
export { protocolLabels } from "./protocolLabels.ts";
export { type Barriers, describeStrategy, STRATEGIES, type Strategy } from "./strategies.ts";
export { stratifiedSplit } from "./stratifiedSplit.ts";
export { QUICK_AT_LEAST, QUICK_TICKERS, SEARCH_AT_LEAST, SEARCH_TICKERS } from "./tickers.ts";
export { QUICK_BARS } from "./year.ts";
