import { htmlTable } from "../charts/index.ts";
import type { DataSource } from "./provenance.ts";

/** The files that a result was made from: rows, bytes and hash of each. */
export function sourcesTable(sources: readonly DataSource[]): string {
  return htmlTable(
    sources,
    [
      { title: "read", value: ({ name }) => name },
      { title: "rows", value: ({ rows }) => rows ?? null },
      { title: "bytes", value: ({ bytes }) => bytes ?? null },
      { title: "SHA-256", value: ({ sha256 }) => sha256 ?? "" },
    ],
    "Made from",
  );
}
