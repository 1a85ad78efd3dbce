import type { Verdict } from "trident-base";
import type { Display } from "./show.ts";

/** A source of data as a run's record keeps it. */
interface PublishedSource {
  readonly name: string;
  readonly path?: string;
  readonly bytes?: number;
  readonly sha256?: string;
  readonly rows?: number;
  /** What is known of its bias. */
  readonly notes?: readonly string[];
}

/** Where a notebook's numbers come from. */
export interface PublishedProvenance {
  readonly data?: readonly PublishedSource[];
  /** Trials made so far, by the ledger. */
  readonly trials?: number;
  readonly holdoutOpened?: number;
}

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

/** Publishes where the running notebook's numbers come from: see {@link publishResults}. */
export function publishProvenance(display: Display, provenance: PublishedProvenance): void {
  const { data = [], trials, holdoutOpened } = provenance;
  publish(display, "provenance", provenance, [
    "Published: where the numbers come from",
    ...data.flatMap(({ name, rows, notes = [] }) => [
      rows === undefined ? name : `${name}: ${count(rows, "row")}`,
      ...notes.map((note) => `  ${note}`),
    ]),
    ...(trials === undefined ? [] : [`${count(trials, "trial")} so far`]),
    ...(holdoutOpened === undefined ? [] : [`hold-out opened ${count(holdoutOpened, "time")}`]),
  ]);
}

/** Publishes what the running notebook came to: see {@link publishResults}. The last verdict of a run is on top of its report. */
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

/** As text too, for notebooks; stock tslab shows one MIME type at a time, and there the facts alone go out. */
function publish(display: Display, kind: string, facts: object, text: readonly string[]): void {
  // As JSON has it: no NaN, nothing undefined.
  const plain: unknown = JSON.parse(JSON.stringify(facts));
  const mime = `application/vnd.trident.${kind}+json`;
  if (display.bundle) display.bundle({ [mime]: plain, "text/plain": text.join("\n") });
  else display.raw(mime, plain as string);
}

function written(value: number | string | boolean | null): string {
  if (typeof value !== "number") return value === null ? "–" : String(value);
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : "–";
}

function count(n: number, thing: string): string {
  return `${n.toLocaleString("en-US")} ${thing}${n === 1 ? "" : "s"}`;
}
