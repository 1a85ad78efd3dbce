/**
 * What figures have in common: the figure, its colours, tables, and publishing to a run's record.
 *
 * ```ts
 * showFigure(display, figure([{ type: "bar", x: ["a"], y: [1] }], "One bar"));
 * ```
 */
export { COLOURS, type Figure, figure } from "./figure.ts";
export { type PublishedProvenance, publishProvenance } from "./publishProvenance.ts";
export { publishResults } from "./publishResults.ts";
export { publishVerdict } from "./publishVerdict.ts";
export { type Display, showFigure } from "./show.ts";
export { formatNumber, htmlTable, type TableColumn } from "./table.ts";
