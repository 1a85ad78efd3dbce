/**
 * Where bars come from, and whether they can be trusted: panels, their readers, the synthetic market, quality checks,
 * universes, the market's context.
 *
 * ```ts
 * const panel = await readPanel("synthetic:tickers=20,years=2");
 * const { findings } = checkBars(await readBars("synthetic:tickers=20,years=2"));
 * ```
 */
export { type AdjustedBars, adjustBars } from "./adjust.ts";
export { adjustmentNote } from "./adjustmentNote.ts";
export { type BarSketch, joinSketches, sketchBars } from "./barSketch.ts";
export {
  CONTEXT_COLUMNS,
  type ContextColumn,
  type ContextOptions,
  contextRows,
  findMarketContext,
  type MarketContext,
  marketContext,
} from "./context.ts";
export { coverageFigure } from "./coverageFigure.ts";
export { DELISTED_AFTER, delistedTickers } from "./delistings.ts";
export { lastSixMonths, SIX_MONTHS_SESSIONS } from "./lastSixMonths.ts";
export { LATER_YEAR_SESSIONS, laterYear } from "./laterYear.ts";
export { closesOfTicker, findMarketSeries, type MarketSeries } from "./marketSeries.ts";
export { describeMember, type MemberDays, type Members, memberRows } from "./membership.ts";
export { missingFigure } from "./missingFigure.ts";
export { isEarlyClose, isSession, NYSE_CALENDAR_FROM, sessionsBetween } from "./nyseCalendar.ts";
export { type OpenPanel, openPanel, type SourceFile } from "./openPanel.ts";
export {
  type BarColumns,
  compareBytes,
  createPanel,
  type Panel,
  PanelError,
  type PanelOrigin,
  type TickerCodes,
} from "./panel.ts";
export { panelManifestPath, writePanelManifest } from "./panelManifest.ts";
export { panelNotes } from "./panelNotes.ts";
export { panelOn } from "./panelOn.ts";
export { passManifest } from "./passManifest.ts";
export { type DataSource, panelProvenance } from "./provenance.ts";
export { checkBars, checkPanel, type QualityReport } from "./quality/checkBars.ts";
export type { Finding, FindingKind } from "./quality/finding.ts";
export { findingsFigure } from "./quality/findingsFigure.ts";
export { findingsTable } from "./quality/findingsTable.ts";
export { type FindingGroup, groupFindings } from "./quality/groupFindings.ts";
export { type QuarantineFiles, quarantineRows } from "./quality/quarantine.ts";
export { writeFindings } from "./quality/writeFindings.ts";
export { readBars, readPanel } from "./read.ts";
export { type Closes, readCloses } from "./readCloses.ts";
export { type KeyedNeeds, type KeyedTable, readKeyed } from "./readKeyed.ts";
export { rowColumns } from "./rowColumns.ts";
export { rowsOfBars } from "./rowsOfBars.ts";
export {
  chooseTickers,
  firstRows,
  largestTickers,
  lastBars,
  panelBefore,
  panelSince,
  selectTickers,
} from "./select.ts";
export { listedTicker, yahooTicker } from "./shareClass.ts";
export { SAME_DATA_FROM, sharedBars } from "./sharedBars.ts";
export { readSketchText, sketchText } from "./sketchText.ts";
export { sourcesTable } from "./sourcesTable.ts";
export { type SyntheticMarket, type SyntheticTruth, syntheticMarket } from "./synthetic.ts";
export { isSynthetic, parseSynthetic, type SyntheticSpec, syntheticName, syntheticSpec } from "./syntheticSpec.ts";
export {
  isMember,
  type Membership,
  readUniverses,
  UNIVERSE_NAMES,
  type Universe,
  type UniverseBias,
  type UniverseName,
} from "./universe.ts";
export { type MemberCoverage, memberCoverage, universeBias, unknownBias } from "./universeBias.ts";
export { panelColumns, writePanel } from "./writePanel.ts";
export { type FetchBarsRequest, type FetchedBars, fetchBars, isFinalFailure } from "./yahoo/fetchBars.ts";
export type { FetchManifest } from "./yahoo/fetchManifest.ts";
export { lastFetchableDay, type YahooEffects } from "./yahoo/fetchYahoo.ts";
