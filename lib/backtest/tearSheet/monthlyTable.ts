import { isoDate } from "trident-base";
import { htmlTable, type TableColumn } from "../../charts/index.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

interface Year {
  readonly year: string;
  readonly months: readonly (number | null)[];
  readonly whole: number;
}

/** Returns by month and year as an HTML table; a dash where there is no session. */
export function monthlyTable(date: Int32Array, returns: Float64Array): string {
  const years = new Map<string, { months: (number | null)[]; whole: number }>();
  date.forEach((day, s) => {
    const iso = isoDate(day);
    const year = years.get(iso.slice(0, 4)) ?? { months: new Array<number | null>(12).fill(null), whole: 1 };
    years.set(iso.slice(0, 4), year);
    const month = Number(iso.slice(5, 7)) - 1;
    year.months[month] = (year.months[month] ?? 1) * (1 + returns[s]!);
    year.whole *= 1 + returns[s]!;
  });
  const rows: Year[] = [...years].map(([year, { months, whole }]) => ({
    year,
    months: months.map((value) => (value === null ? null : value - 1)),
    whole: whole - 1,
  }));
  const columns: TableColumn<Year>[] = [
    { title: "", value: ({ year }) => year },
    ...MONTHS.map(
      (title, m): TableColumn<Year> => ({ title, value: ({ months }) => months[m]!, digits: 1, unit: "%" }),
    ),
    { title: "year", value: ({ whole }) => whole, digits: 1, unit: "%" },
  ];
  return htmlTable(rows, columns, "Returns by month");
}
