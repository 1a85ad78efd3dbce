import { rankIc, studentTail } from "../../statistics/index.ts";
import type { AuditTest } from "./check.ts";
import { forwardReturns } from "./forwardReturns.ts";
import type { AuditSubject } from "./subject.ts";

/** The t beyond which an information coefficient is one. */
const LEAST_T = 3.7;

/**
 * Shows the rank information coefficient of scores with the returns of the horizon, at once and 1, 2, 5 and horizon + 1
 * bars later. One that is beyond chance and falls below half by more than chance is short-lived or leaking.
 */
export async function checkDecay({ panel, labels, outOfFold }: AuditSubject): Promise<readonly AuditTest[]> {
  const score = await outOfFold();
  const { horizon } = labels.parameters;
  const found = [0, 1, 2, 5, horizon + 1].map((delay) => {
    const returns = forwardReturns(panel, horizon, delay);
    const rows = [...score.keys()].filter((row) => !Number.isNaN(score[row]!) && !Number.isNaN(returns[row]!));
    const ic = rankIc({
      session: Int32Array.from(rows, (row) => panel.session[row]!),
      score: Float64Array.from(rows, (row) => score[row]!),
      outcome: Float64Array.from(rows, (row) => returns[row]!),
      ...{ overlap: horizon, seed: "decay", draws: 500 },
    });
    return { delay, ...ic };
  });
  const [now, ...later] = found;
  const t = now!.estimate / now!.standardError;
  const falls = later.map(({ estimate, standardError, blocks }) => {
    // As if the two were independent, which they are not: the error is rather too large.
    const error = Math.hypot(now!.standardError / 2, standardError);
    return studentTail((now!.estimate / 2 - estimate) / error, blocks - 1);
  });
  const fallen = Math.min(1, later.length * Math.min(...falls));
  const isOne = t > LEAST_T;
  return [
    {
      ...{ id: "decay", subject: "out-of-fold scores" },
      p: isOne ? Math.max(studentTail(t, now!.blocks - 1), fallen) : 1,
      detail: `${found.map(({ delay, estimate }) => `${estimate.toFixed(3)} after ${delay}`).join(", ")} bars; t ${t.toFixed(1)}${isOne ? ", short-lived or leaking if it falls below half" : ""}. It acquits nothing`,
    },
  ];
}
