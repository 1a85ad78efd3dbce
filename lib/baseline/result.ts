import type { Foresight } from "../backtest/index.ts";
import type { Strategy } from "../published/index.ts";
import type { Alpha, BootstrapEstimate } from "../statistics/index.ts";

/** How much a feature was used, beside how much a feature of no use is. */
export interface Importance {
  readonly name: string;
  readonly group: string;
  /** Share of the forest's impurity decrease; all features add up to 1. */
  readonly importance: number;
  /** The same from a forest grown on shuffled labels. */
  readonly chance: number;
}

/** What the roadmap's protocol reports of one strategy, and what it leaves out. */
export interface PublishedResult {
  /** Why no forest was grown: the labels have one class. Null if one was; else the answer is constant. */
  readonly nothingToLearn: string | null;
  /** Rows after those labelled HOLD, that is, chosen by their future, were dropped. */
  readonly rows: number;
  readonly droppedHold: number;
  readonly testRows: number;
  readonly trainAccuracy: number;
  readonly accuracy: number;
  /** Train accuracy - test accuracy. */
  readonly overfitGap: number;
  /** The best constant answer on the test rows, which the roadmap does not show. */
  readonly baseRate: number;
  /** Empty where no forest was grown. */
  readonly importances: readonly Importance[];
}

/** Trades net of costs, one for each row on which a position was taken. */
export interface TradeResult {
  readonly rows: number;
  readonly winRate: BootstrapEstimate;
  readonly breakEven: number;
  /** Win rate - break-even. */
  readonly edge: BootstrapEstimate;
  /** Mean net return of a trade. */
  readonly expectancy: BootstrapEstimate;
}

/** The same strategy out of fold, split by the intervals of its labels, no row dropped, with costs. */
export interface HonestResult {
  /** Why no forest was grown in any fold; null if one was. */
  readonly nothingToLearn: string | null;
  readonly rows: number;
  readonly accuracy: BootstrapEstimate;
  readonly baseRate: number;
  /** (accuracy - base rate) / (1 - base rate). */
  readonly skill: number;
  readonly auc: BootstrapEstimate;
  /** AUC of atr_ratio alone: barrier labels measure volatility. */
  readonly aucVolatilityOnly: number;
  /** How far its answers foresee returns, whatever the labels. */
  readonly foresight: Foresight;
  /** Trades where the forest says BUY; null if it never does. */
  readonly model: TradeResult | null;
  /** Trades on every row. */
  readonly alwaysBuy: TradeResult;
  /**
   * Of the reference policy on the panel's equal weight without costs: the honest objective. Null where nothing was
   * learned.
   */
  readonly alpha: Alpha | null;
  /** Mean net return of the forest's trades less that of buying always; null if it never buys. */
  readonly overAlwaysBuy: BootstrapEstimate | null;
  /** Edge of the forest's trades less that of buying always; null if it never buys. */
  readonly edgeOverAlwaysBuy: BootstrapEstimate | null;
  readonly importances: readonly Importance[];
}

export interface StrategyResult {
  readonly strategy: Strategy;
  readonly published: PublishedResult;
  readonly honest: HonestResult;
}
