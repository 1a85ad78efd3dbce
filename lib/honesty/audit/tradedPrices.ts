import { decideRows, pricesOf, type Trade } from "../../backtest/index.ts";
import { exitRule, type LabelExit } from "../../labels/index.ts";
import type { Panel } from "../../market/index.ts";
import { createRandom } from "../../runtime/index.ts";
import type { AuditCheck } from "./check.ts";
import { placeOf } from "./compare.ts";
import type { AuditSubject } from "./subject.ts";

/** One of so many decisions is traded. */
const ONE_OF = 40;

/**
 * Trades decisions drawn at random and asks that each was entered after its decision at the open of a bar that traded, and
 * left at a price within its bar, and that the labels' entries and exits are such prices too.
 */
export function checkFills({ panel, pipeline, labels }: AuditSubject): readonly AuditCheck[] {
  const random = createRandom("audit", "fills");
  const first = Uint32Array.from({ length: panel.rows });
  for (let t = 0; t < panel.tickers.length; t++)
    first.fill(panel.offsets[t]!, panel.offsets[t]!, panel.offsets[t + 1]!);
  const exitAt = (row: number) => exitRule(labels.parameters, panel.adjClose, first[row]!, row);
  const chosen = Uint8Array.from({ length: panel.rows }, () => (random.integer(ONE_OF) === 0 ? 1 : 0));
  const decisions = decideRows(
    panel,
    (row) => exitAt(row) as LabelExit,
    (row) => chosen[row] === 1 && labels.known[row] === 1 && typeof exitAt(row) !== "string",
  );
  const prices = pricesOf(panel);
  const within = (row: number, price: number): boolean =>
    price >= prices.low[row]! * (1 - 1e-9) && price <= prices.high[row]! * (1 + 1e-9);
  const trades = pipeline.trade(panel, decisions);
  const trade = trades.map((each) => faultOf(each, panel, prices.open, within)).find((each) => each !== undefined);
  return [
    {
      ...{ id: "fills", subject: "trades", passed: trade === undefined },
      detail: trade ?? `${trades.length} trades: entered at the next open, left within their bars, all with volume`,
    },
    labelEntries({ panel, labels }, prices, within),
  ];
}

function faultOf(
  { decisionRow, entryRow, entryPrice, exitRow, exitPrice, end }: Trade,
  panel: Panel,
  open: Float64Array,
  within: (row: number, price: number) => boolean,
): string | undefined {
  const place = placeOf(panel, decisionRow);
  if (entryRow <= decisionRow) return `the decision of ${place} is filled before it could be sent`;
  if (!(panel.volume[entryRow]! > 0)) return `the decision of ${place} is filled in a bar without volume`;
  if (Math.abs(entryPrice / open[entryRow]! - 1) > 1e-9)
    return `the decision of ${place} is filled at ${entryPrice.toPrecision(6)}, not at the open, ${open[entryRow]!.toPrecision(6)}`;
  if (end !== "delisted" && !within(exitRow, exitPrice))
    return `the position of ${place} is left at ${exitPrice.toPrecision(6)}, outside its bar`;
  return undefined;
}

function labelEntries(
  { panel, labels }: Pick<AuditSubject, "panel" | "labels">,
  { open, close }: ReturnType<typeof pricesOf>,
  within: (row: number, price: number) => boolean,
): AuditCheck {
  const atClose = labels.parameters.entry === "close";
  let fault: string | undefined;
  for (let row = 0; row < labels.rows && fault === undefined; row++) {
    if (labels.known[row] === 0) continue;
    const [entry, exit] = [labels.entryRow[row]!, labels.exitRow[row]!];
    const price = (atClose ? close : open)[entry]!;
    if (entry < row || (!atClose && entry === row)) fault = `${placeOf(panel, row)} is entered before its decision`;
    else if (labels.delisted[row] === 0 && !within(exit, price * (1 + labels.ret[row]!)))
      fault = `the return of ${placeOf(panel, row)} is none between prices that traded`;
  }
  return {
    ...{ id: "fills", subject: "labels", passed: fault === undefined },
    detail: fault ?? "entries at or after the decision, returns between prices that traded",
  };
}
