export { type AdjustedBars, adjustBars } from "./adjust.ts";
export {
  type BarColumns,
  compareBytes,
  createPanel,
  type Panel,
  PanelError,
  type PanelOrigin,
  type TickerCodes,
} from "./panel.ts";
export { type DataSource, panelProvenance } from "./provenance.ts";
export { readBars, readPanel } from "./read.ts";
export { rowColumns } from "./rowColumns.ts";
export { chooseTickers, firstRows, lastBars, selectTickers } from "./select.ts";
export { type SyntheticMarket, type SyntheticTruth, syntheticMarket } from "./synthetic.ts";
export { isSynthetic, parseSynthetic, type SyntheticSpec, syntheticName, syntheticSpec } from "./syntheticSpec.ts";
export { writePanel } from "./writePanel.ts";
