import { isoDate, parseIsoDate } from "trident-base";
import type { Random } from "../../runtime/index.ts";
import type { FindingKind } from "../index.ts";
import { isSession } from "../nyseCalendar.ts";
import type { BarColumns, TickerCodes } from "../panel.ts";

/** Bars with errors of one kind in them, and where: `TICKER DATE`. */
export interface Planted {
  readonly bars: BarColumns;
  readonly where: ReadonlySet<string>;
}

const NUMBERS = ["open", "high", "low", "close", "volume", "adjClose"] as const;
const PRICES = ["open", "high", "low", "close", "adjClose"] as const;
type Columns = Record<(typeof NUMBERS)[number], Float64Array>;

/** A panel's bars with room for edits: rows of one ticker lie together, oldest first. */
interface Field {
  readonly names: readonly string[];
  readonly codes: Uint32Array;
  readonly date: Int32Array;
  readonly columns: Columns;
  readonly offsets: readonly number[];
  readonly random: Random;
  /** Marks a row as wrong. */
  mark(row: number): void;
  /** Adds a copy of a row, changed; it is wrong unless told otherwise. */
  add(row: number, change: { name?: string; date?: number; times?: number; wrong?: boolean }): void;
  remove(row: number): void;
}

/** Days that have not come. */
const TOMORROWS = parseIsoDate("2099-01-01");

/** How each kind of error is planted, about `count` times. */
const PLANTERS: Readonly<Record<FindingKind, (field: Field, count: number) => void>> = {
  future_day: (field, count) => each(field, count, 0, (i) => field.add(i, { date: TOMORROWS + i })),
  unfinished: (field) => {
    const end = Math.max(...field.offsets.slice(1).map((to) => field.date[to - 1]!));
    const first = field.random.integer(5);
    const cut = 7 + field.random.integer(20);
    for (let t = first; t < field.names.length; t += 5) {
      const [from, to] = [field.offsets[t]!, field.offsets[t + 1]!];
      if (to - from < 2 * cut || field.date[to - 1] !== end) continue;
      for (let i = to - cut; i < to; i++) field.remove(i);
      field.mark(to - cut - 1);
    }
  },
  duplicate: (field, count) => each(field, count, 0, (i) => field.add(i, { times: pick(field, [1, 1.01]) })),
  price: (field, count) =>
    each(field, count, 0, (i) => {
      field.columns[pick(field, PRICES)][i] = pick(field, [0, -1, Number.NaN, Number.POSITIVE_INFINITY]);
      field.mark(i);
    }),
  closed_day: (field, count) =>
    each(field, count, 1, (i) => {
      for (let day = field.date[i - 1]! + 1; day < field.date[i]!; day++) {
        if (!isSession(day)) return field.add(i - 1, { date: day, times: 1.001 });
      }
    }),
  missing_session: (field, count) =>
    each(field, count, 1, (i) => {
      field.mark(i);
      field.remove(i);
    }),
  high_low: (field, count) =>
    each(field, count, 0, (i) => {
      const { open, high, low, close } = field.columns;
      const part = 0.001 + 0.03 * field.random.uniform();
      if (field.random.uniform() < 0.5) high[i] = Math.max(open[i]!, close[i]!) * (1 - part);
      else low[i] = Math.min(open[i]!, close[i]!) * (1 + part);
      field.mark(i);
    }),
  volume: (field, count) =>
    each(field, count, 0, (i) => {
      const { volume } = field.columns;
      volume[i] = pick(field, [0, -volume[i]!, Number.NaN, 1e3 * volume[i]!, 1e6 * volume[i]!, 1e-3 * volume[i]!]);
      field.mark(i);
    }),
  price_scale: (field, count) =>
    each(field, count, 6, (i) => {
      const scale = pick(field, [10, 100, 1000, 1e6, 0.1, 0.01, 0.001]);
      const times = pick(field, [scale, scale, pick(field, [3, 5, 7, 20, 50, 200, 500, 1 / 3, 1 / 4])]);
      const fields = pick(field, [
        PRICES,
        PRICES,
        ...(times === scale
          ? [["close"] as const, ["open"] as const, times > 1 ? (["high"] as const) : (["low"] as const)]
          : []),
      ] as const satisfies readonly (readonly (keyof Columns)[])[]);
      const length = fields === PRICES ? 1 + field.random.integer(5) : 1;
      for (let k = i; k < i + length; k++) {
        for (const name of fields) field.columns[name][k]! *= times;
        field.mark(k);
      }
    }),
  copied_day: (field, count) => {
    const days = [...new Set(field.date)].sort((a, b) => a - b);
    const rowOf = new Map(Array.from(field.date, (day, i) => [`${field.codes[i]} ${day}`, i]));
    for (let n = 0; n < Math.max(2, count / 100); n++) {
      const s = 3 + field.random.integer(days.length - 6);
      const [from, to] = pick(field, [
        [days[s]!, days[s + 1]!],
        [days[s + 1]!, days[s]!],
      ] as const);
      const share = 0.1 + 0.9 * field.random.uniform();
      for (let t = 0; t < field.names.length; t++) {
        const [a, b] = [rowOf.get(`${t} ${from}`), rowOf.get(`${t} ${to}`)];
        if (a === undefined || b === undefined || field.random.uniform() > share) continue;
        for (const name of NUMBERS) field.columns[name][b] = field.columns[name][a]!;
        field.mark(b);
      }
    }
  },
  stale_run: (field, count) =>
    each(field, count / 4, 12, (i) => {
      const length = 3 + field.random.integer(8);
      const flat = field.random.uniform() < 0.5;
      for (let k = i; k < i + length; k++) {
        for (const name of NUMBERS) field.columns[name][k] = field.columns[name][i - 1]!;
        if (flat) {
          for (const name of ["open", "high", "low"] as const) field.columns[name][k] = field.columns.close[i - 1]!;
          field.columns.volume[k] = 0;
        }
        field.mark(k);
      }
    }),
  unadjusted_split: (field, count) =>
    each(field, Math.min(count, field.names.length / 2), 12, (i, t) => {
      const times = pick(field, [1.5, 2, 2, 3, 4, 5, 7, 10, 20, 1 / 2, 1 / 4, 1 / 5, 1 / 10, 1 / 20, 1 / 50, 1 / 1000]);
      const volumes = field.random.uniform() < 0.5;
      for (let k = field.offsets[t]!; k < i; k++) {
        for (const name of PRICES) field.columns[name][k]! *= times;
        if (volumes) field.columns.volume[k]! /= times;
      }
      field.mark(i);
    }),
  dividend: (field, count) =>
    each(field, Math.min(count, field.names.length / 2), 3, (i, t) => {
      const part = 0.002 + 0.03 * field.random.uniform();
      const alone = field.random.uniform() < 0.5;
      const times = alone && field.random.uniform() < 0.5 ? 1 - part : 1 + part;
      for (let k = alone ? i : field.offsets[t]!; k < (alone ? i + 1 : i); k++) field.columns.adjClose[k]! *= times;
      field.mark(i);
    }),
  misfit_day: (field, count) => {
    const days = [...new Set(field.date)].sort((a, b) => a - b);
    for (let n = 0; n < Math.max(2, count / 100); n++) {
      const day = days[3 + field.random.integer(days.length - 6)]!;
      const [open, together] = [field.random.uniform() < 0.5, field.random.uniform() < 0.3 ? 0.1 : 0];
      field.date.forEach((date, i) => {
        if (date !== day) return;
        const { high, low, close, adjClose } = field.columns;
        const times = Math.exp(together + 0.06 * field.random.normal());
        for (const name of open ? PRICES : (["close", "adjClose"] as const)) field.columns[name][i]! *= times;
        high[i] = Math.max(high[i]!, close[i]!);
        low[i] = Math.min(low[i]!, close[i]!);
        field.mark(i);
        adjClose[i] = adjClose[i]!;
      });
    }
  },
  twin_ticker: (field, count) => {
    for (let n = 0; n < Math.min(count / 10, field.names.length / 10); n++) {
      const t = field.random.integer(field.names.length);
      const [from, to] = [field.offsets[t]!, field.offsets[t + 1]!];
      const start = from + 1 + field.random.integer((to - from) >> 1);
      const times = pick(field, [1, 1, 2]);
      for (let i = start; i < to; i++) {
        field.add(i, { name: `TWIN${n}`, times, wrong: i === start });
      }
    }
  },
};

/** Bars with errors of this kind, planted at random places. */
export function plant(bars: BarColumns, kind: FindingKind, count: number, random: Random): Planted {
  const { names, codes } = bars.ticker as TickerCodes;
  const columns = Object.fromEntries(
    NUMBERS.map((name) => [name, Float64Array.from(bars[name] ?? bars.close)]),
  ) as Columns;
  const offsets = [0, ...names.map((_, t) => codes.lastIndexOf(t) + 1)];
  const where = new Set<string>();
  const removed = new Set<number>();
  const added: { row: number; name?: string; date?: number; times?: number }[] = [];
  const field: Field = {
    names,
    codes,
    date: bars.date,
    columns,
    offsets,
    random,
    mark: (row) => where.add(`${names[codes[row]!]} ${isoDate(bars.date[row]!)}`),
    add: (row, change) => {
      added.push({ row, ...change });
      const ticker = change.name ?? names[codes[row]!]!;
      if (change.wrong !== false) where.add(`${ticker} ${isoDate(change.date ?? bars.date[row]!)}`);
    },
    remove: (row) => removed.add(row),
  };
  PLANTERS[kind](field, count);
  const rows = [
    ...Array.from(bars.date.keys(), (row): (typeof added)[number] => ({ row })).filter(({ row }) => !removed.has(row)),
    ...added,
  ];
  const number = (name: (typeof NUMBERS)[number]) =>
    Float64Array.from(rows, ({ row, times = 1 }) => columns[name][row]! * (name === "volume" ? 1 : times));
  const allNames = [...names, ...new Set(added.flatMap(({ name }) => (name === undefined ? [] : [name])))];
  const place = new Map(allNames.map((name, t) => [name, t]));
  return {
    where,
    bars: {
      ticker: {
        names: allNames,
        codes: Uint32Array.from(rows, (each) => (each.name === undefined ? codes[each.row]! : place.get(each.name)!)),
      },
      date: Int32Array.from(rows, ({ row, date }) => date ?? bars.date[row]!),
      open: number("open"),
      high: number("high"),
      low: number("low"),
      close: number("close"),
      volume: number("volume"),
      adjClose: number("adjClose"),
    },
  };
}

/** All kinds that can be planted. */
export const KINDS = Object.keys(PLANTERS) as FindingKind[];

/** Calls back with random bars `margin` or more from both ends of their ticker and of each other. */
function each(field: Field, count: number, margin: number, work: (row: number, ticker: number) => void): void {
  const taken = new Set<number>();
  for (let n = 0; n < count; n++) {
    const t = field.random.integer(field.names.length);
    const [from, to] = [field.offsets[t]!, field.offsets[t + 1]!];
    if (to - from < 2 * margin + 3) continue;
    const i = from + margin + 1 + field.random.integer(to - from - 2 * margin - 2);
    const near = Array.from({ length: 2 * margin + 3 }, (_, k) => i - margin - 1 + k);
    if (near.some((row) => taken.has(row))) continue;
    for (const row of near) taken.add(row);
    work(i, t);
  }
}

function pick<T>({ random }: Field, from: readonly T[]): T {
  return from[random.integer(from.length)]!;
}
