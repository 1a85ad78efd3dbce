import { createPanel, type Panel } from "../panel.ts";

/** What of a bar can be changed or left out. */
export interface ChangedBar {
  readonly ticker: string;
  readonly date: number;
  readonly price: number;
}

/** The panel with other adjusted closes, names or volumes, or fewer rows, made anew as if it had been read. */
export function changedPanel(
  panel: Panel,
  change: {
    readonly keep?: (bar: ChangedBar) => boolean;
    readonly price?: (bar: ChangedBar) => number;
    readonly name?: (ticker: string) => string;
    readonly volume?: (volume: number) => number;
    readonly day?: (day: number) => number;
  },
): Panel {
  const {
    keep = () => true,
    price = (bar) => bar.price,
    name = (ticker) => ticker,
    volume = (shares) => shares,
    day = (date) => date,
  } = change;
  const bars = panel.tickers.flatMap((ticker, t) =>
    Array.from({ length: panel.offsets[t + 1]! - panel.offsets[t]! }, (_, i) => {
      const row = panel.offsets[t]! + i;
      return { row, ticker, date: panel.date[row]!, price: panel.adjClose[row]! };
    }),
  );
  const kept = bars.filter(keep);
  const take = (column: Float64Array): Float64Array => Float64Array.from(kept, ({ row }) => column[row]!);
  return createPanel(
    {
      ticker: kept.map(({ ticker }) => name(ticker)),
      date: Int32Array.from(kept, ({ date }) => day(date)),
      ...{ open: take(panel.open), high: take(panel.high), low: take(panel.low), close: take(panel.close) },
      adjClose: Float64Array.from(kept, price),
      volume: take(panel.volume).map(volume),
    },
    { source: "changed", bias: null },
  );
}

/** What makes no other data of bars: each of these was counted anew once. */
export function immaterialChanges(panel: Panel): Readonly<Record<string, Panel>> {
  const { tickers, calendar } = panel;
  const middle = calendar[calendar.length >> 1]!;
  return {
    "the last session dropped": changedPanel(panel, { keep: ({ date }) => date !== calendar.at(-1) }),
    "one session dropped": changedPanel(panel, { keep: ({ date }) => date !== middle }),
    "one ticker dropped": changedPanel(panel, { keep: ({ ticker }) => ticker !== tickers[1] }),
    "tickers renamed": changedPanel(panel, { name: (ticker) => `${9 - tickers.indexOf(ticker)}-${ticker}.US` }),
    "volume and 1": changedPanel(panel, { volume: (shares) => shares + 1 }),
    "one last digit flipped": changedPanel(panel, {
      price: (bar) => (bar.date === middle && bar.ticker === tickers[0] ? bar.price + 0.01 : bar.price),
    }),
    float32: changedPanel(panel, { price: ({ price }) => Math.fround(price) }),
    "a later dividend": changedPanel(panel, { price: ({ date, price }) => (date < middle ? price * 0.9917 : price) }),
    "a later dividend, in cents": changedPanel(panel, { price: ({ price }) => Math.round(price * 99.17) / 100 }),
    "dates a day later, as of a time zone": changedPanel(panel, { day: (date) => date + 1 }),
    "dates a day earlier": changedPanel(panel, { day: (date) => date - 1 }),
    "a later split": changedPanel(panel, { price: ({ price }) => price / 4 }),
  };
}
