import { createRandom } from "../../runtime/index.ts";
import { aucInterval, studentTail } from "../../statistics/index.ts";
import type { AuditTest } from "./check.ts";
import { forwardReturns } from "./forwardReturns.ts";
import type { AuditSubject } from "./subject.ts";

/** An input that is no leak stays below this AUC on the sign of a return, or above 1 less it. */
const LIMIT = 0.55;
/** Rows that are looked at, drawn; returns of the next bar and of the horizon. */
const ROWS = 6000;
const DRAWS = 100;

/**
 * Asks whether a single input tells the sign of the return that comes: of the next bar and of the horizon, from the
 * decision's own close. On the sign, since barrier labels measure volatility: atr_ratio alone has 0.70 there.
 */
export function checkMirror({ panel, inputs, labels }: AuditSubject): readonly AuditTest[] {
  const { horizon } = labels.parameters;
  const tests = [1, horizon].flatMap((bars) => {
    const returns = forwardReturns(panel, bars, 0, "close");
    const drawn = createRandom("audit", "mirror", bars);
    const share = ROWS / panel.rows;
    const rows = [...returns.keys()].filter((row) => drawn.uniform() < share && !Number.isNaN(returns[row]!));
    return inputs.names.map((name, j) => {
      const value = (row: number): number => inputs.values[j * inputs.stride + row]!;
      const known = rows.filter((row) => !Number.isNaN(value(row)));
      if (known.length === 0) return { name, bars, auc: Number.NaN, p: 1 };
      const { estimate, standardError, blocks } = aucInterval({
        session: Int32Array.from(known, (row) => panel.session[row]!),
        score: Float64Array.from(known, value),
        positive: Uint8Array.from(known, (row) => +(returns[row]! > 0)),
        ...{ overlap: bars, seed: "mirror", draws: DRAWS },
      });
      const beyond = Math.abs(estimate - 0.5) - (LIMIT - 0.5);
      // Of a perfect mirror nothing can be resampled.
      const isPerfect = Math.abs(estimate - 0.5) > 0.5 - 1e-9 && blocks > 2;
      const p = isPerfect ? 0.5 ** known.length : studentTail(beyond / standardError, blocks - 1);
      return { name, bars, auc: estimate, p: Number.isNaN(p) ? 1 : p };
    });
  });
  const worst = tests.reduce((a, b) => (b.p < a.p || (b.p === a.p && off(b.auc) > off(a.auc)) ? b : a));
  return [
    {
      ...{ id: "mirror", subject: `${inputs.names.length} model inputs`, p: Math.min(1, worst.p * tests.length) },
      detail: `farthest is ${worst.name}: AUC ${worst.auc.toFixed(3)} on the sign of the next ${worst.bars === 1 ? "bar's return" : `${worst.bars} bars' return`}; a mirror is beyond ${LIMIT}`,
    },
  ];
}

const off = (auc: number): number => (Number.isNaN(auc) ? 0 : Math.abs(auc - 0.5));
