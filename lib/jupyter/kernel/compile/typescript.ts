import { createRequire } from "node:module";
import type TS from "typescript-cells";

/** The compiler of cells: the last TypeScript with a JavaScript API. By `require`: Node would first read it for exports. */
export const ts = createRequire(import.meta.url)("typescript-cells") as typeof TS;
