export { correlationFigure } from "./correlationFigure.ts";
export { coverageFigure } from "./coverageFigure.ts";
export { dialFigure } from "./dialFigure.ts";
export { distributionFigure } from "./distributionFigure.ts";
export { driftFigure } from "./driftFigure.ts";
export { edgeFigure } from "./edgeFigure.ts";
export type { Figure } from "./figure.ts";
export { findingsFigure } from "./findingsFigure.ts";
export { importanceFigure } from "./importanceFigure.ts";
export { labelBalanceFigure } from "./labelBalanceFigure.ts";
export { labelMixFigure } from "./labelMixFigure.ts";
export { missingFigure } from "./missingFigure.ts";
export { protocolFigure } from "./protocolFigure.ts";
export {
  type PublishedProvenance,
  type PublishedVerdict,
  publishProvenance,
  publishResults,
  publishVerdict,
} from "./publish.ts";
export {
  accuracyAndWorthFigure,
  contourFigure,
  parallelFigure,
  parameterImportanceFigure,
  SEARCH_MEASURES,
  type SearchMeasure,
  sliceFigure,
} from "./searchFigures.ts";
export { type Display, showFigure } from "./show.ts";
export { formatNumber, htmlTable, type TableColumn } from "./table.ts";
export type { Curve, Curves } from "./tearSheet/curves.ts";
export { equityFigure } from "./tearSheet/equityFigure.ts";
export { exposureFigure } from "./tearSheet/exposureFigure.ts";
export { monthlyTable } from "./tearSheet/monthlyTable.ts";
export { rollingSharpeFigure } from "./tearSheet/rollingSharpeFigure.ts";
export { opponentsTable, summaryTable } from "./tearSheet/summaryTables.ts";
export { tradesFigure } from "./tearSheet/tradesFigure.ts";
export { tickerFigure } from "./tickerFigure.ts";
export { waterfallFigure } from "./waterfallFigure.ts";
export { waterfallPicture } from "./waterfallPicture.ts";
