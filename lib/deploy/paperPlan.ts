import type { BacktestSettings } from "../backtest/index.ts";
import type { LabelOptions } from "../labels/index.ts";

/** What is traded on paper, by which rules: fixed when a state is made. Plain data. */
export interface PaperPlan {
  /** SHA-256 of the bundle's manifest. */
  readonly bundle: string;
  /** How positions are left: as the bundle's labels are, each by what is known at its decision (`exitRule`). */
  readonly rule: Required<LabelOptions>;
  /** The precision that the bundle's certificate promises; null where it promises none. */
  readonly promise: number | null;
  /** What the certificate says, in a sentence; null where the bundle has none. */
  readonly certificate: string | null;
  /** Lists and tickers whose bars are fetched day by day; not there where bars at hand are traded. */
  readonly universe?: string;
  readonly settings: BacktestSettings;
  /** The loss of a session, a share of the equity, after which nothing is ordered at its close. */
  readonly dailyLoss: number;
  /** First session, days since 1970-01-01. */
  readonly from: number;
}
