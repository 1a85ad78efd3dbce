import { selectTickers } from "../../market/index.ts";
import type { AuditCheck } from "./check.ts";
import { firstDifference, toldDifference } from "./compare.ts";
import type { AuditSubject } from "./subject.ts";

/** Tickers that are looked at by themselves. */
const ALONE = 6;

/** Computes the inputs of single tickers, the others away, and asks for the same bits. */
export async function checkOtherTickers({ panel, pipeline, inputs }: AuditSubject): Promise<readonly AuditCheck[]> {
  const step = Math.max(1, Math.floor(panel.tickers.length / ALONE));
  const chosen = [...panel.tickers.keys()].filter((t) => t % step === 0 || t === panel.tickers.length - 1);
  let fault: string | undefined;
  for (const t of chosen) {
    const alone = await pipeline.inputs(selectTickers(panel, [panel.tickers[t]!]));
    const pairs = Array.from({ length: alone.rows }, (_, i) => [panel.offsets[t]! + i, i] as const);
    const found = firstDifference(inputs, alone, pairs);
    fault ??= found && `${toldDifference(panel, found)} when the ticker is alone. Keep nothing between tickers`;
  }
  return [
    {
      ...{ id: "other_tickers", subject: "model inputs", passed: fault === undefined },
      detail: fault ?? `the same for ${chosen.length} tickers by themselves`,
    },
  ];
}
