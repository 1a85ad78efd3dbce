/**
 * The leaks of the published protocol in the order in which the waterfall removes them. Each is one switch; a protocol is
 * the set of the leaks that it has: all of them as published, none in the honest one.
 */
export const LEAKS = [
  {
    /** Rows are shuffled before the 70/30 split; without it they are split as they lie, or by date. */
    id: "shuffle",
    removed: "Rows not shuffled: folds as they lie",
    alone: "Rows shuffled before the split",
  },
  {
    /** Rows that reach neither barrier are dropped; without it they stay and count as not BUY. */
    id: "drop_hold",
    removed: "HOLD rows kept, as not BUY",
    alone: "HOLD rows dropped",
  },
  {
    /** A ticker's last windows run on into the next ticker's first bars; without it those rows have no label. */
    id: "ticker_boundary",
    removed: "Labels end with their ticker",
    alone: "Labels run on into the next ticker",
  },
  {
    /** Features see the last year alone and gaps are filled backward; without it they see all history, gaps stay. */
    id: "backfill",
    removed: "Features from all history, gaps left open",
    alone: "Features of one year, filled backward",
  },
  {
    /** Price and volume levels as they are; without it they are divided, as of the decision: `modelInputs`. */
    id: "price_levels",
    removed: "Levels relative to the bar",
    alone: "Raw price and volume levels",
  },
  {
    /** The labels that came out best on the test accuracy of the published protocol; without it, ones fixed before. */
    id: "chosen_on_test",
    removed: "Labels fixed beforehand",
    alone: "Labels chosen on the test",
  },
  {
    /** Accuracy is called win rate; without it the win rate is that of the rows that are bought. */
    id: "no_base_rate",
    removed: "Win rate of what is bought",
    alone: "Accuracy called win rate",
  },
  {
    /**
     * The roadmap's PurgedKFold: what is not shuffled is cut as it lies, ticker after ticker, so that one ticker and
     * every date are on both sides, and nothing is purged. Without it the last 30 % of the rows by date are tested.
     */
    id: "no_purge",
    removed: "Split by date, overlapping labels purged",
    alone: "Folds cut through dates, nothing purged",
  },
  {
    /** The rows that are scored choose how many trees there are; without it they are as many as was said before. */
    id: "stopping_fold",
    removed: "Scored rows end no training",
    alone: "Training ended by the scored rows",
  },
  {
    /** The backtest draws what a BUY earns at random by its true label; without it trades are filled and pay costs. */
    id: "random_returns",
    removed: "Returns of trades, after costs",
    alone: "Returns drawn from the true label",
  },
] as const;

/** One leak. */
export type LeakId = (typeof LEAKS)[number]["id"];

/** A protocol: the leaks that it has. */
export type Protocol = ReadonlySet<LeakId>;

/** The protocol as published. */
export const EVERY_LEAK: Protocol = new Set(LEAKS.map(({ id }) => id));
