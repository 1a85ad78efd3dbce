import { count, publish } from "./publish.ts";
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
  /** What nobody who reads the numbers may miss, a sentence each; a run shows it above its verdict. */
  readonly complaints?: readonly string[];
}

/** Publishes where the running notebook's numbers come from: see `publishResults`. */
export function publishProvenance(display: Display, provenance: PublishedProvenance): void {
  const { data = [], trials, holdoutOpened, complaints = [] } = provenance;
  publish(display, "provenance", provenance, [
    "Published: where the numbers come from",
    ...data.flatMap(({ name, rows, notes = [] }) => [
      rows === undefined ? name : `${name}: ${count(rows, "row")}`,
      ...notes.map((note) => `  ${note}`),
    ]),
    ...(trials === undefined ? [] : [`${count(trials, "trial")} so far`]),
    ...(holdoutOpened === undefined ? [] : [`hold-out opened ${count(holdoutOpened, "time")}`]),
    ...complaints.map((complaint) => `WARNING: ${complaint}`),
  ]);
}
