import { type BarColumns, createPanel, type Panel, type PanelOrigin, sessionsOf } from "./panel.ts";

/**
 * Makes a panel of bars that were part of a larger one: its calendar is the larger one's, on which sessions and
 * delistings are counted, and so is what is known of its origin.
 *
 * @throws PanelError as `createPanel` does.
 */
export function panelOn(
  bars: BarColumns,
  calendar: Int32Array<SharedArrayBuffer>,
  origin: Omit<PanelOrigin, "reordered">,
): Panel {
  const { adjustment, missingSessions, ...known } = origin;
  const panel = createPanel(bars, known);
  return {
    ...panel,
    calendar,
    session: sessionsOf(panel.date, calendar),
    origin: { ...panel.origin, adjustment, missingSessions },
  };
}
