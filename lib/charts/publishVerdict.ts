import type { Verdict } from "trident-base";
import { publish, written } from "./publish.ts";
import type { Display } from "./show.ts";

/** Publishes what the running notebook came to: see `publishResults`. The verdicts of a run are one on top of its report. */
export function publishVerdict(display: Display, verdict: Verdict): void {
  const lines = verdict.lines.map((line) => ({
    ...line,
    interval: line.interval?.every(Number.isFinite) ? line.interval : null,
  }));
  publish(display, "verdict", { ...verdict, lines }, [
    `${verdict.title} ${verdict.status}`,
    ...lines.map(({ title, status, value, interval, threshold }) => {
      const range = interval ? ` [${interval.join(", ")}]` : "";
      return `${title}: ${status}; ${written(value)}${range}${threshold === null ? "" : `, ${threshold}`}`;
    }),
  ]);
}
