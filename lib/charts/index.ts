export { COLOURS, type Figure, figure } from "./figure.ts";
export { type PublishedProvenance, publishProvenance, publishResults, publishVerdict } from "./publishing.ts";
export { type Display, showFigure } from "./show.ts";
export { formatNumber, htmlTable, type TableColumn } from "./table.ts";
