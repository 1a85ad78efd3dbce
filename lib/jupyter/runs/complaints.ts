import { basename } from "node:path";
import type { JsonObject } from "trident-base";
import { z } from "zod";
import type { Notebook } from "../notebook/notebook.ts";
import type { RunRecord } from "./record.ts";

/** What a notebook's run has to say of it that is no failure. */
export const notebookComplaintSchema = z.object({
  /** Counted from 1; absent for what is no cell's. */
  cell: z.int().min(1).optional(),
  /** One sentence. */
  text: z.string(),
});

export type NotebookComplaint = Readonly<z.infer<typeof notebookComplaintSchema>>;

/** Something about a run that is no failure, and that nobody who trusts its numbers may miss. */
export interface Complaint extends NotebookComplaint {
  /** The name of the executed notebook, without its ending; absent for what is of the whole run. */
  readonly notebook?: string;
}

const KEY = "complaints";
const ownSchema = z.array(notebookComplaintSchema).readonly();

/** Keeps complaints in the metadata of an executed notebook, under `trident.complaints`, where they go with the file. */
export function withComplaints(metadata: JsonObject, complaints: readonly NotebookComplaint[]): JsonObject {
  const { [KEY]: _, ...trident } = (metadata.trident as JsonObject | undefined) ?? {};
  if (complaints.length === 0 && !("trident" in metadata)) return metadata;
  const kept = complaints.map((complaint) => ({ ...complaint }) as JsonObject);
  return { ...metadata, trident: complaints.length === 0 ? trident : { ...trident, [KEY]: kept } };
}

/** The complaints that an executed notebook holds itself. */
export function complaintsIn({ metadata }: Notebook): readonly NotebookComplaint[] {
  const own = (metadata.trident as JsonObject | undefined)?.[KEY];
  return own === undefined ? [] : (ownSchema.safeParse(own).data ?? [{ text: "its list of complaints was damaged" }]);
}

/** All complaints that a run's record keeps, those of the whole run first. */
export function complaintsOf({
  otherNotebooks,
  notebooks,
}: Pick<RunRecord, "otherNotebooks" | "notebooks">): Complaint[] {
  const others =
    otherNotebooks.length === 0
      ? []
      : [
          {
            text: `the run's folder holds notebooks that are not of this run and are left out: ${otherNotebooks.join(", ")}`,
          },
        ];
  return [
    ...others,
    ...notebooks.flatMap(({ out, complaints }) =>
      complaints.map((complaint) => ({ notebook: basename(out, ".ipynb"), ...complaint })),
    ),
  ];
}

/** A complaint as one line: notebook, cell, sentence. */
export function complaintLine({ notebook, cell, text }: Complaint): string {
  const where = [notebook, cell === undefined ? undefined : `cell ${cell}`].filter((part) => part !== undefined);
  return where.length === 0 ? text : `${where.join(", ")}: ${text}`;
}
