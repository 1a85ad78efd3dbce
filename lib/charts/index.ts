export { dialFigure } from "./dialFigure.ts";
export { edgeFigure } from "./edgeFigure.ts";
export type { Figure } from "./figure.ts";
export { importanceFigure } from "./importanceFigure.ts";
export { labelMixFigure } from "./labelMixFigure.ts";
export { protocolFigure } from "./protocolFigure.ts";
export {
  type PublishedProvenance,
  type PublishedVerdict,
  publishProvenance,
  publishResults,
  publishVerdict,
} from "./publish.ts";
export { type Display, showFigure } from "./show.ts";
export { formatNumber, htmlTable, type TableColumn } from "./table.ts";
export { tickerFigure } from "./tickerFigure.ts";
export { waterfallFigure } from "./waterfallFigure.ts";
export { waterfallPicture } from "./waterfallPicture.ts";
