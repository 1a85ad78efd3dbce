import { isoDate } from "trident-base";
import { type Panel, readKeyed } from "../../market/index.ts";
import { JudgeError } from "./finding.ts";
import type { TrialReturns } from "./subject.ts";

/**
 * Reads what the trials of a search returned: a Parquet or CSV file with trial, date and ret, a row a trial and session.
 *
 * @throws JudgeError naming file, trial and date: a value that is not what its column holds, a day twice or that is no
 * session of the panel.
 */
export async function readTrialReturns({ calendar }: Pick<Panel, "calendar">, file: string): Promise<TrialReturns> {
  const table = await readKeyed<"ret">(file, {
    ...{ rows: "Returns of trials", columns: { ret: "number" }, Fault: JudgeError },
    aliases: { ticker: ["trial"], ret: ["return", "returns"] },
  });
  const sessionOf = new Map(Array.from(calendar, (day, s) => [day, s]));
  const returns = table.names.map(() => new Float64Array(calendar.length).fill(Number.NaN));
  const ret = table.columns.get("ret")!;
  for (let i = 0; i < table.rows; i++) {
    const [trial, day] = [table.ticker[i]!, table.date[i]!];
    const s = sessionOf.get(day);
    const where = [file, table.names[trial]!, isoDate(day)];
    if (s === undefined) {
      // Trials may reach beyond the market's bars; a day within them has to be a session.
      if (day < calendar[0]! || day > calendar.at(-1)!) continue;
      throw new JudgeError("a trial has a return on a day without a session", { where, remedy: "Give daily returns." });
    }
    if (!Number.isNaN(returns[trial]![s]!)) {
      throw new JudgeError("a trial has two returns for one session", { where, remedy: "Keep one of them." });
    }
    returns[trial]![s] = ret[i]!;
  }
  return { names: table.names, returns };
}
