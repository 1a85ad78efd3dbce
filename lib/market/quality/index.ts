export { checkBars, checkPanel, type QualityReport } from "./checkBars.ts";
export type { Finding, FindingKind } from "./finding.ts";
export { type QuarantineFiles, quarantineRows } from "./quarantine.ts";
