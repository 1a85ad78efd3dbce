import { DuckDBInstance } from "@duckdb/node-api";
import { createPanel, type Panel, syntheticMarket } from "../../market/index.ts";
import { createRandom } from "../../runtime/index.ts";

/** Two and a half years of real stocks that trade little, those with bars without volume first. */
export async function thinStocks(file: string): Promise<Panel> {
  const connection = await (await DuckDBInstance.create()).connect();
  const query = `with bars as (
      select *, date::date as day from read_parquet('${file}') where date between '2017-07-01' and '2019-12-31'
    ), chosen as (
      select ticker from bars group by ticker order by count(*) filter (volume = 0) desc, median(close * volume) limit 36
    )
    select ticker, (day - date '1970-01-01')::int as date, open, high, low, close, adj_close, volume::double as volume
    from bars semi join chosen using (ticker) order by ticker, date`;
  const columns = (await (await connection.runAndReadAll(query)).getColumnsObjectJS()) as Record<string, unknown[]>;
  connection.closeSync();
  const numbers = (name: string) => Float64Array.from(columns[name] as number[]);
  return createPanel(
    {
      ticker: columns.ticker as string[],
      date: Int32Array.from(columns.date as number[]),
      open: numbers("open"),
      high: numbers("high"),
      low: numbers("low"),
      close: numbers("close"),
      adjClose: numbers("adj_close"),
      volume: numbers("volume"),
    },
    { source: "thin stocks", bias: null },
  );
}

/**
 * Three synthetic years with what real ones have seldom: missing sessions, halts of weeks, many delistings, bars
 * without volume (the last before a delisting too), prices of cents.
 */
export function brokenMarket(): Panel {
  const { panel } = syntheticMarket({ tickers: 36, years: 3, seed: 8 });
  const random = createRandom("broken market");
  const kept: number[] = [];
  const volume = Float64Array.from(panel.volume);
  const scale = new Float64Array(panel.rows).fill(1);
  for (let t = 0; t < panel.tickers.length; t++) {
    const from = panel.offsets[t]!;
    const rows = panel.offsets[t + 1]! - from;
    const ended = random.uniform() < 0.4 ? Math.ceil(rows * random.uniform()) : rows;
    const thin = random.uniform() < 0.3 ? 0.2 : 0.01;
    const small = random.uniform() < 0.15 ? 0.01 : 1;
    for (let i = 0; i < ended; i++) {
      if (random.uniform() < 0.01) i += random.uniform() < 0.1 ? 10 + random.integer(40) : 1;
      if (i >= ended) break;
      kept.push(from + i);
      if (random.uniform() < thin) volume[from + i] = 0;
      scale[from + i] = small;
    }
    // Some end about as long before the panel as makes a delisting.
    if (t < 24) while (panel.session[kept.at(-1)!]! > panel.calendar.length - 4 - (t % 8)) kept.pop();
    if (random.uniform() < 0.3) volume[kept.at(-1)!] = 0;
  }
  const names = panel.tickers.flatMap((name, t) => Array<string>(panel.offsets[t + 1]! - panel.offsets[t]!).fill(name));
  const take = (values: Float64Array) => Float64Array.from(kept, (row) => values[row]! * scale[row]!);
  return createPanel(
    {
      ticker: kept.map((row) => names[row]!),
      date: Int32Array.from(kept, (row) => panel.date[row]!),
      open: take(panel.open),
      high: take(panel.high),
      low: take(panel.low),
      close: take(panel.close),
      adjClose: take(panel.adjClose),
      volume: Float64Array.from(kept, (row) => volume[row]!),
    },
    { source: "broken market", bias: null },
  );
}
