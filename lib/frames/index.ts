export type { Cell } from "./danfo.ts";
export { type ColumnSummary, describe } from "./describe.ts";
export { frameMatrix, matrixFrame } from "./matrixFrame.ts";
export { framePanel, panelFrame } from "./panelFrame.ts";
export { frameRecords, recordFrame } from "./recordFrame.ts";
export { summaryTable } from "./summaryTable.ts";
