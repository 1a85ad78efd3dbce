import { count, publish, written } from "./publish.ts";
import type { Display } from "./show.ts";

/**
 * Publishes facts of the running cell for the run's record: a run collects them into `run.json` and `verdict.json`, from
 * where the report shows them and compares runs. In the notebook itself they are shown as text.
 */
export function publishResults(
  display: Display,
  results: Readonly<Record<string, number | string | boolean | null>>,
): void {
  const lines = Object.entries(results).map(([name, value]) => `${name}: ${written(value)}`);
  publish(display, "results", results, [`Published: ${count(lines.length, "result")}`, ...lines]);
}
