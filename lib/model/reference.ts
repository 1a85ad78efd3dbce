import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseStrictJson } from "trident-base";
import type { Matrix } from "../runtime/index.ts";
import { matrixColumn } from "../runtime/index.ts";
import type { BundleManifest } from "./bundle.ts";
import { BundleError } from "./readBundle.ts";

/** The file's place within a bundle. */
export const REFERENCE_FILE = "reference.json";

/** Quantiles that are kept of an input. */
const QUANTILES = 100;

/** What later bars and predictions are compared with. Plain data. */
export interface BundleReference {
  /** By input, evenly spaced quantiles of what the members learned from, ascending; none where it was always missing. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  /** What the bundle said of the last decisions of the certificate span. */
  readonly predictions: readonly {
    readonly ticker: string;
    /** ISO. */
    readonly date: string;
    readonly probability: number;
  }[];
}

/** The quantiles of each column. */
export function inputQuantiles(matrix: Matrix): BundleReference["inputs"] {
  return Object.fromEntries(
    matrix.names.map((name) => {
      const known = matrixColumn(matrix, name)
        .filter((value) => Number.isFinite(value))
        .sort();
      const count = Math.min(QUANTILES, known.length);
      return [name, Array.from({ length: count }, (_, k) => known[Math.floor(((k + 0.5) * known.length) / count)]!)];
    }),
  );
}

/**
 * Reads what a bundle is compared with; null where it keeps none, as bundles of earlier versions do.
 *
 * @throws BundleError if the file is not as it is written.
 */
export async function readReference(
  folder: string,
  { files, inputs }: BundleManifest,
): Promise<BundleReference | null> {
  if (!Object.hasOwn(files, REFERENCE_FILE)) return null;
  const path = join(folder, REFERENCE_FILE);
  const { z } = await import("zod");
  const schema = z.object({
    inputs: z.record(z.string(), z.array(z.number())),
    predictions: z.array(
      z.object({ ticker: z.string().min(1), date: z.iso.date(), probability: z.number().min(0).max(1) }),
    ),
  });
  const parsed = schema.safeParse(parseStrictJson(await readFile(path, "utf8")));
  const fits = parsed.success && inputs.names.every((name) => Object.hasOwn(parsed.data.inputs, name));
  if (fits) return parsed.data;
  throw new BundleError("this is no reference of the bundle's inputs", {
    where: [path],
    remedy: "Make it with 'trident train DIR --out BUNDLE'.",
  });
}
