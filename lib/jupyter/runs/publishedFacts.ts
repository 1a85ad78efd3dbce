import { z } from "zod";
import type { Notebook } from "../notebook/notebook.ts";
import type { NotebookComplaint } from "./complaints.ts";
import { dataSourceSchema, type NotebookRecord, type Provenance, resultsSchema } from "./record.ts";

const RESULTS = "application/vnd.trident.results+json";
const VERDICT = "application/vnd.trident.verdict+json";
const PROVENANCE = "application/vnd.trident.provenance+json";

const provenanceSchema = z.object({
  data: z.array(dataSourceSchema).default([]),
  trials: z.int().min(0).optional(),
  holdoutOpened: z.int().min(0).optional(),
  complaints: z.array(z.string()).default([]),
});
const verdictSchema = z.looseObject({ title: z.string(), status: z.string().optional(), lines: z.array(z.json()) });
type PublishedVerdict = z.infer<typeof verdictSchema>;

/** The worst first. */
const STATUSES = ["fail", "not enough data", "pass"];

/** What the cells of a notebook, or of several, have published. */
export interface PublishedFacts {
  readonly results: NotebookRecord["results"];
  readonly verdict: PublishedVerdict | undefined;
  readonly data: Provenance["data"];
  readonly trials: number | null;
  readonly holdoutOpened: number | null;
  /** What cells complained of, and what they published in a form that is not understood. */
  readonly complaints: readonly NotebookComplaint[];
}

const NONE: PublishedFacts = {
  results: {},
  verdict: undefined,
  data: [],
  trials: null,
  holdoutOpened: null,
  complaints: [],
};

/** Gathers what the cells of an executed notebook published, top to bottom; of two values of a name the later counts. */
export function publishedFacts({ cells }: Notebook): PublishedFacts {
  const found = cells.flatMap((cell, index) =>
    cell.cell_type !== "code"
      ? []
      : cell.outputs.flatMap((output) => ("data" in output ? [factsOf(output.data, index + 1)] : [])),
  );
  return mergeFacts(found);
}

/** Puts facts together, the later over the earlier; sources of data are listed once each, with all that is noted of them. */
export function mergeFacts(all: readonly PublishedFacts[]): PublishedFacts {
  return all.reduce(
    (before, next) => ({
      results: { ...before.results, ...next.results },
      verdict: mergeVerdicts(before.verdict, next.verdict),
      data: mergeSources([...before.data, ...next.data]),
      trials: next.trials ?? before.trials,
      holdoutOpened: next.holdoutOpened ?? before.holdoutOpened,
      complaints: [...before.complaints, ...next.complaints],
    }),
    NONE,
  );
}

/** Both questions with the lines of both, and the worse status: no notebook hides what an earlier one found. */
function mergeVerdicts(
  before: PublishedVerdict | undefined,
  next: PublishedVerdict | undefined,
): PublishedVerdict | undefined {
  if (!before || !next || before.title === next.title) return next ?? before;
  const status = STATUSES.find((each) => each === before.status || each === next.status);
  return {
    title: `${before.title} ${next.title}`,
    ...(status === undefined ? {} : { status }),
    lines: [...before.lines, ...next.lines],
  };
}

function mergeSources(sources: PublishedFacts["data"]): PublishedFacts["data"] {
  const known = new Map<string, PublishedFacts["data"][number]>();
  for (const source of sources) {
    const { notes, ...facts } = source;
    const key = JSON.stringify(Object.entries(facts).sort());
    const noted = [...new Set([...(known.get(key)?.notes ?? []), ...(notes ?? [])])];
    known.set(key, noted.length > 0 ? { ...facts, notes: noted } : source);
  }
  return [...known.values()];
}

function factsOf(bundle: { readonly [mime: string]: unknown }, cell: number): PublishedFacts {
  const complaints: NotebookComplaint[] = [];
  const read = <T extends z.ZodType>(mime: string, schema: T): z.infer<T> | undefined => {
    if (bundle[mime] === undefined) return undefined;
    const parsed = schema.safeParse(bundle[mime]);
    if (parsed.success) return parsed.data;
    const { path, message } = parsed.error.issues[0]!;
    complaints.push({ cell, text: `${mime} is left out: ${[...path.map(String), message].join(": ")}` });
    return undefined;
  };
  const provenance = read(PROVENANCE, provenanceSchema);
  return {
    results: read(RESULTS, resultsSchema) ?? {},
    verdict: read(VERDICT, verdictSchema),
    data: (provenance?.data ?? []) as PublishedFacts["data"],
    trials: provenance?.trials ?? null,
    holdoutOpened: provenance?.holdoutOpened ?? null,
    complaints: [...complaints, ...(provenance?.complaints ?? []).map((text) => ({ cell, text }))],
  };
}
