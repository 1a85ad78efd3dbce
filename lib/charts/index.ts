export { COLOURS, type Figure, figure } from "./figure.ts";
export { type PublishedProvenance, publishProvenance } from "./publishProvenance.ts";
export { publishResults } from "./publishResults.ts";
export { publishVerdict } from "./publishVerdict.ts";
export { type Display, showFigure } from "./show.ts";
export { formatNumber, htmlTable, type TableColumn } from "./table.ts";
