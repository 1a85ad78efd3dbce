/**
 * Panels, matrices and records as danfojs data frames, and back without losing types.
 *
 * ```ts
 * const frame = await panelFrame(panel);
 * const again = framePanel(frame, panel.origin);
 * ```
 */
export type { Cell } from "./danfo.ts";
export { type ColumnSummary, describe } from "./describe.ts";
export { frameMatrix, matrixFrame } from "./matrixFrame.ts";
export { framePanel, panelFrame } from "./panelFrame.ts";
export { frameRecords, recordFrame } from "./recordFrame.ts";
export { summaryTable } from "./summaryTable.ts";
