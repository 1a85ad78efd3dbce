import { type Finding, finding } from "./finding.ts";
import type { JudgeSubject } from "./subject.ts";

/** Says which rows of the file lie on no bar of the market: days without a session cannot be decided on. */
export function strangeDates({ predictions }: JudgeSubject): Finding {
  const { rows, rowsOfFile, unscored, strange, trades } = predictions;
  const [count, what] = trades ? [trades.ret.length, "trades"] : [rows.length, "predictions"];
  const { tickers, ofOtherTickers, offSession, beyondCalendar, withoutBar, example } = strange;
  const parts = [
    ...(offSession > 0 ? [`${offSession} on days without a session (${example})`] : []),
    ...(withoutBar > 0 ? [`${withoutBar} on sessions in which the ticker has no bar`] : []),
    ...(beyondCalendar > 0 ? [`${beyondCalendar} before the market's first or after its last session`] : []),
    ...(ofOtherTickers > 0 ? [`${ofOtherTickers} of ${tickers.length} tickers that the market does not have`] : []),
    ...(unscored > 0
      ? [`${unscored} ${trades ? "that are still open, without exit or return" : "without a score"}`]
      : []),
  ];
  const passed = offSession === 0 && withoutBar === 0;
  return finding("can_it_be", passed ? "shown" : "bound", {
    ...{ id: "sessions", passed, value: count },
    numbers: { rows: rowsOfFile, judged: count, off_session: offSession, without_bar: withoutBar, unscored },
    sentence:
      parts.length === 0
        ? `All ${count} ${what} lie on bars of the market.`
        : `${count} of ${rowsOfFile} ${what} are judged; passed over are ${parts.join(", ")}.${passed ? "" : trades ? " Nobody can have traded there." : " A prediction's date is the session at whose close it was known: nobody can have made these."}`,
  });
}
