import { rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { writeAtomically } from "trident-base";
import { quotedString, withDuckDB } from "../files/index.ts";
import { asNumber, dayOf, faultOf, NUMBERS, openBars, textOf } from "./barsTable.ts";

/**
 * Writes the bars of files into one Parquet file in the order of tickers and dates, atomically. What does not fit into
 * half a gigabyte of memory waits in a folder beside it.
 *
 * @throws PanelError as `readFile` does.
 */
export async function sortBars(files: readonly string[], path: string): Promise<void> {
  const spill = join(dirname(path), `.${basename(path)}.spill`);
  const removeSpill = () => rm(spill, { recursive: true, force: true });
  await removeSpill();
  try {
    await withDuckDB(
      async (connection) => {
        const numbers = NUMBERS.map((name) => `${name} DOUBLE`);
        await connection.run(`CREATE TABLE bars (ticker VARCHAR, date DATE, ${numbers.join(", ")})`);
        let adjusted = false;
        for (const file of files) {
          const bars = await openBars(connection, file);
          const { table, columns } = bars;
          adjusted ||= columns.has("adj_close");
          const values = NUMBERS.map((name) => (columns.has(name) ? asNumber(columns, name) : "NULL"));
          const selected = [textOf(columns), `DATE '1970-01-01' + ${dayOf(columns)}`, ...values];
          await connection
            .run(`INSERT INTO bars SELECT ${selected.join(", ")} FROM ${table}`)
            .catch(async (error) => Promise.reject(await faultOf(error, connection, bars, file)));
        }
        const rows = `SELECT * ${adjusted ? "" : "EXCLUDE (adj_close)"} FROM bars ORDER BY ticker, date`;
        await writeAtomically(path, async (temporary) => {
          await connection.run(`COPY (${rows}) TO ${quotedString(temporary)} (FORMAT parquet)`);
        });
      },
      { memory_limit: "512MB", temp_directory: spill },
    );
  } finally {
    await removeSpill();
  }
}
