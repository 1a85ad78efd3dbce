import { parseIsoDate, writeAtomically } from "trident-base";
import { writeParquet } from "../../files/index.ts";
import type { Finding } from "./finding.ts";

/** Writes all findings into a Parquet file: ticker, date, kind, detail. */
export async function writeFindings(file: string, findings: readonly Finding[]): Promise<void> {
  const text = (name: "ticker" | "kind" | "detail") => ({
    name,
    type: "text" as const,
    at: (k: number) => findings[k]![name],
  });
  const date = {
    name: "date",
    type: "date" as const,
    values: Int32Array.from(findings, (each) => parseIsoDate(each.date)),
  };
  await writeAtomically(file, (temporary) =>
    writeParquet(temporary, [text("ticker"), date, text("kind"), text("detail")], findings.length),
  );
}
