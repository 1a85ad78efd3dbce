import { createRequire } from "node:module";
import type TS from "typescript-cells";
import { loadedTypescript } from "./snapshot.ts";

const { ts: compiler, documents } = loadedTypescript() ?? {
  // By `require`: Node would first read it for exports.
  ts: createRequire(import.meta.url)("typescript-cells") as typeof TS,
  documents: undefined,
};

/** The compiler of cells: the last TypeScript with a JavaScript API. */
export const ts = compiler;

/** Files that are read and parsed already, where the process was started from a snapshot. */
export const parsedFiles: TS.DocumentRegistry | undefined = documents;
