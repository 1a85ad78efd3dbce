import type { PanelOrigin } from "./panel.ts";

/** How prices were adjusted, and by which column; a column that looks like an adjusted close and is not used is named. */
export function adjustmentNote({
  adjustment,
  adjustedBy,
  lookalikes = [],
}: Pick<PanelOrigin, "adjustment" | "adjustedBy" | "lookalikes">): string {
  if (adjustment === "adj_close") return `prices adjusted by ${adjustedBy ?? "adj_close"}`;
  const unused = lookalikes.map((name) => `'${name}'`).join(", ");
  const hint = lookalikes.length > 0 ? `: ${unused} looks like an adjusted price and is not used` : "";
  return `prices as given, not adjusted for dividends${hint}`;
}
