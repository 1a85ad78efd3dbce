import { writeAtomically } from "trident-base";
import { quotedString, withDuckDB } from "../files/index.ts";
import type { DatasetManifest, LabelCounts } from "./manifest.ts";

/** Writes a Parquet file's rows as CSV, in their order, atomically; null is an empty field. */
export async function writeCsv(path: string, parquet: string): Promise<void> {
  await writeAtomically(path, (temporary) =>
    query(`COPY (FROM read_parquet(${quotedString(parquet)})) TO ${quotedString(temporary)} (FORMAT csv, HEADER)`).then(
      () => undefined,
    ),
  );
}

/** How the labels of a dataset's file are distributed. */
export async function countLabels(parquet: string): Promise<LabelCounts> {
  const rows = await query(`SELECT label, count(*)::DOUBLE FROM read_parquet(${quotedString(parquet)}) GROUP BY label`);
  const of = (label: number | null): number => (rows.find(([each]) => each === label)?.[1] as number | undefined) ?? 0;
  return { buy: of(1), hold: of(0), sell: of(-1), unknown: of(null) };
}

/** Rows of a dataset's file whose position was closed by a delisting, and of how many tickers. */
export async function countDelisted(parquet: string): Promise<DatasetManifest["delisted"]> {
  const [row] = await query(
    `SELECT count(*)::DOUBLE, count(DISTINCT ticker)::DOUBLE FROM read_parquet(${quotedString(parquet)}) WHERE delisted`,
  );
  return { rows: row![0] as number, tickers: row![1] as number };
}

function query(text: string): Promise<readonly (readonly unknown[])[]> {
  return withDuckDB(async (connection) => (await connection.runAndReadAll(text)).getRows(), {
    memory_limit: "1GB",
    preserve_insertion_order: "true",
  });
}
