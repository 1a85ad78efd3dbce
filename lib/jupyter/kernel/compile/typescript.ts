import { createRequire } from "node:module";
import type TS from "typescript-cells";
import { joinDeclarations, loadedTypescript } from "./snapshot.ts";

const loaded = loadedTypescript();

/** The compiler of cells: the last TypeScript with a JavaScript API. By `require`: Node would first read it for exports. */
export const ts = loaded?.ts ?? (createRequire(import.meta.url)("typescript-cells") as typeof TS);

/** Files that are read and parsed already, where the process was started from a snapshot. */
export const parsedFiles: TS.DocumentRegistry | undefined = loaded?.documents;

/** See {@link joinDeclarations}. */
export const joinedDeclarations: ReadonlyMap<string, string> =
  loaded?.joined ?? joinDeclarations(ts, import.meta.filename);
