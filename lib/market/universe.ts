import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isoDate, parseIsoDate, UsageError } from "trident-base";
import { root } from "trident-base/project";
import { coversDay, type MemberDays } from "./membership.ts";
import { compareBytes } from "./panel.ts";
import { listedTicker } from "./shareClass.ts";

/** A name's time in a list. */
export interface Membership extends MemberDays {
  /** With a dot before the class of shares: BRK.B. */
  readonly ticker: string;
  /** Why it is in the list. */
  readonly why: string;
}

/** What a list cannot know of the past. */
export type UniverseBias = "membership by date" | "survivorship-biased" | "hindsight universe";

/** A list of tickers. */
export interface Universe {
  readonly name: UniverseName;
  readonly title: string;
  /** The day as of which the list was made; for one of `late 2024` the last day of that year. */
  readonly asOf: number;
  readonly bias: UniverseBias;
  /** By the bytes of the ticker, then by date. A name that came back has several. */
  readonly members: readonly Membership[];
}

/** The lists that there are. */
export const UNIVERSE_NAMES = ["alpha-76", "future-115", "sp500", "nasdaq-100", "russell-2000-largest"] as const;
export type UniverseName = (typeof UNIVERSE_NAMES)[number];

interface ListFile {
  readonly file: string;
  readonly title: string;
  readonly asOf: string;
  readonly bias: UniverseBias;
  readonly why: (row: Readonly<Record<string, string>>) => string;
}

const LISTS: Readonly<Record<UniverseName, ListFile>> = {
  "alpha-76": {
    file: "alpha-76.csv",
    title: "Alpha 76",
    asOf: "2025-11-30",
    bias: "hindsight universe",
    why: () => "in the roadmap's Alpha 76",
  },
  "future-115": {
    file: "future-115.csv",
    title: "Future 115",
    asOf: "2025-11-30",
    bias: "hindsight universe",
    why: ({ theme }) => `theme: ${theme}`,
  },
  sp500: {
    file: "sp500-membership.csv",
    title: "S&P 500",
    asOf: "2025-11-30",
    bias: "membership by date",
    why: () => "member of the S&P 500",
  },
  "nasdaq-100": {
    file: "nasdaq-100.csv",
    title: "NASDAQ-100",
    asOf: "2024-12-31",
    bias: "survivorship-biased",
    why: () => "member of the NASDAQ-100 in late 2024",
  },
  "russell-2000-largest": {
    file: "russell-2000-largest.csv",
    title: "Russell 2000's largest",
    asOf: "2024-12-31",
    bias: "survivorship-biased",
    why: () => "among the largest of the Russell 2000 in late 2024",
  },
};

/**
 * Reads lists of tickers: `alpha-76`, `future-115`, `sp500`, `nasdaq-100`, `russell-2000-largest`, or `all` of them.
 *
 * @param folder where the lists lie; the repository's `data/universe` by default.
 * @throws UsageError for a name that is no list, and for a list that is not there or damaged, naming file and line.
 */
export async function readUniverses(
  names: readonly string[],
  folder: string = join(root, "data", "universe"),
): Promise<readonly Universe[]> {
  const chosen = names.includes("all") ? UNIVERSE_NAMES : names;
  const unknown = chosen.find((name) => !isUniverseName(name));
  if (unknown !== undefined || chosen.length === 0) {
    throw new UsageError(unknown === undefined ? "no universe is named" : `'${unknown}' is no universe`, {
      remedy: `Give all, or some of ${UNIVERSE_NAMES.join(", ")}.`,
    });
  }
  return Promise.all([...new Set(chosen)].filter(isUniverseName).map((name) => readUniverse(name, folder)));
}

/**
 * The tickers that were in any of the lists on some day from `from` to `to`, both included, by their bytes. Of a list
 * without dates all are taken.
 */
export function universeTickers(universes: readonly Universe[], from: number, to: number): readonly string[] {
  const counted = universes.flatMap(({ members }) =>
    members.filter(({ since, until }) => (since ?? from) <= to && (until === null || until > from)),
  );
  return [...new Set(counted.map(({ ticker }) => ticker))].sort(compareBytes);
}

/**
 * True if the ticker counts as a member of the list on this day: from the day it joined until the day it left. A list
 * without dates has its names on every day, which is what makes it biased.
 *
 * @param ticker in any notation of its class: BRK.B, BRK-B.
 * @param day days since 1970-01-01.
 */
export function isMember(universe: Universe, ticker: string, day: number): boolean {
  const listed = listedTicker(ticker);
  return universe.members.some((member) => member.ticker === listed && coversDay(member, day));
}

async function readUniverse(name: UniverseName, folder: string): Promise<Universe> {
  const { file, title, asOf, bias, why } = LISTS[name];
  const path = join(folder, file);
  const text = await readFile(path, "utf8").catch((cause) => {
    throw new UsageError(`the list ${title} cannot be read`, { where: [path], cause });
  });
  const [head = "", ...lines] = text.trimEnd().split(/\r?\n/);
  const columns = head.split(",");
  const members = lines.map((line, k): Membership => {
    const values = line.split(",");
    const row = Object.fromEntries(columns.map((column, c) => [column, values[c] ?? ""]));
    const ticker = listedTicker(row.ticker ?? "");
    const since = row.start_date ? parseIsoDate(row.start_date) : null;
    const until = row.end_date ? parseIsoDate(row.end_date) : null;
    if (values.length !== columns.length || !ticker || (since !== null && until !== null && until <= since)) {
      throw new UsageError("this line is no member of a list", {
        where: [path, `line ${k + 2}`],
        remedy: `Give ${head}, an end after its start.`,
      });
    }
    return { ticker, why: why(row), since, until };
  });
  members.sort((a, b) => compareBytes(a.ticker, b.ticker) || (a.since ?? 0) - (b.since ?? 0));
  const twice = members.find(({ ticker, since }, k) => {
    const before = members[k - 1];
    return before?.ticker === ticker && (before.until === null || since === null || before.until > since);
  });
  if (twice) {
    throw new UsageError("a name is in the list twice at one time", {
      where: [path, twice.ticker, twice.since === null ? undefined : isoDate(twice.since)],
      remedy: "Keep one of them.",
    });
  }
  return { name, title, asOf: parseIsoDate(asOf), bias, members };
}

const isUniverseName = (name: string): name is UniverseName => Object.hasOwn(LISTS, name);
