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

type Status = "pass" | "fail" | "not enough data";

/** What a notebook came to: a question a line. Value, threshold and interval are in one unit, which the threshold names. */
export interface PublishedVerdict {
  readonly title: string;
  readonly status: Status;
  readonly lines: readonly {
    readonly id: string;
    readonly title: string;
    readonly status: Status;
    readonly value: number | string | null;
    readonly threshold: string | null;
    readonly interval: readonly [number, number] | null;
    readonly detail: string;
  }[];
}

/**
 * Publishes facts of the running cell for the run's record: a run collects them into `run.json` and `verdict.json`, from
 * where the report shows them and compares runs. In the notebook itself they are not seen.
 */
export function publishResults(
  display: Display,
  results: Readonly<Record<string, number | string | boolean | null>>,
): void {
  publish(display, "results", results);
}

/** Publishes where the running notebook's numbers come from: see {@link publishResults}. */
export function publishProvenance(display: Display, provenance: PublishedProvenance): void {
  publish(display, "provenance", provenance);
}

/** Publishes what the running notebook came to: see {@link publishResults}. The last verdict of a run is on top of its report. */
export function publishVerdict(display: Display, verdict: PublishedVerdict): void {
  const lines = verdict.lines.map((line) => ({
    ...line,
    interval: line.interval?.every(Number.isFinite) ? line.interval : null,
  }));
  publish(display, "verdict", { ...verdict, lines });
}

function publish(display: Display, kind: string, facts: object): void {
  // As JSON has it: no NaN, nothing undefined.
  const plain: unknown = JSON.parse(JSON.stringify(facts));
  display.raw(`application/vnd.trident.${kind}+json`, plain as string);
}
