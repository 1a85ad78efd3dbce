/**
 * The roadmap's protocol as it was published, and what is left of it as its leaks go: a protocol is the set of the leaks
 * that it has. Whoever runs one brings an engine and says what to report.
 *
 * @example
 * ```ts
 * const year = protocolYear(listedPanel(panel, QUICK_LIST));
 * const matrix = await year.matrixOf(EVERY_LEAK);
 * const { labels, train, test } = protocolRows(year, STRATEGIES[0], EVERY_LEAK, 42);
 * ```
 */
export { growHostForest, type HostForest } from "./hostForest.ts";
export { EVERY_LEAK, LEAKS, type LeakId, type Protocol } from "./leaks.ts";
export { countListed, hindsightNotes, listedPanel, QUICK_LIST, SEARCH_LIST, type TickerList } from "./listedPanel.ts";
export { listedPanelTable } from "./listedPanelTable.ts";
export { netOfBuying } from "./netOfBuying.ts";
export { nothingToLearn } from "./nothingToLearn.ts";
export { type ProtocolRows, protocolRows } from "./protocolRows.ts";
export { type ProtocolYear, protocolYear } from "./protocolYear.ts";
export { ROADMAP } from "./roadmap.ts";
export { STRATEGIES, type Strategy } from "./strategies.ts";
