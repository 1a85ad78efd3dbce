import { createRandom } from "../../runtime/index.ts";
import { checkBars, type FindingKind } from "../index.ts";
import type { BarColumns } from "../panel.ts";
import { plant } from "./planted.ts";

/** What a check found of errors that were planted. */
export interface Recall {
  readonly kind: FindingKind;
  readonly planted: number;
  /** Planted errors that were found, as what they are. */
  readonly found: number;
  /** Findings at bars that have no planted error and had no finding before. */
  readonly falseAlarms: readonly string[];
  readonly missed: readonly string[];
}

/** Plants errors of one kind into bars and counts what the check says of them. */
export function recallOf(
  bars: BarColumns,
  before: ReadonlySet<string>,
  kind: FindingKind,
  count: number,
  seed: number,
): Recall {
  const { bars: wrong, where } = plant(bars, kind, count, createRandom(seed, "planted", kind));
  const { findings } = checkBars(wrong);
  const hits = new Set(findings.filter((each) => each.kind === kind).map(({ ticker, date }) => `${ticker} ${date}`));
  const missed = [...where].filter((place) => !hits.has(place));
  const falseAlarms = findings
    .filter(({ ticker, date }) => !where.has(`${ticker} ${date}`) && !before.has(`${ticker} ${date}`))
    .map(({ ticker, date, kind: as, detail }) => `${as} ${ticker} ${date} ${detail}`);
  return { kind, planted: where.size, found: where.size - missed.length, falseAlarms, missed };
}

/** Places of the findings in bars as they are. */
export function placesOf(bars: BarColumns): ReadonlySet<string> {
  return new Set(checkBars(bars).findings.map(({ ticker, date }) => `${ticker} ${date}`));
}
