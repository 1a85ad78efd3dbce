export { type AdjustedBars, adjustBars } from "./adjust.ts";
export { type BarColumns, compareBytes, createPanel, type Panel, PanelError, type PanelOrigin } from "./panel.ts";
export { chooseTickers, lastBars, selectTickers } from "./select.ts";
