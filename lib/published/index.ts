export { growHostForest, type HostForest } from "./hostForest.ts";
export { EVERY_LEAK, LEAKS, type LeakId, type Protocol } from "./leaks.ts";
export { countListed, hindsightNotes, listedPanel, QUICK_LIST, SEARCH_LIST, type TickerList } from "./listedPanel.ts";
export { netOfBuying } from "./netOfBuying.ts";
export { nothingToLearn } from "./nothingToLearn.ts";
export { type ProtocolRows, protocolRows } from "./protocolRows.ts";
export { type ProtocolYear, protocolYear } from "./protocolYear.ts";
export { ROADMAP } from "./roadmap.ts";
export { STRATEGIES, type Strategy } from "./strategies.ts";
