/**
 * The leaks of the published protocol in the order in which the waterfall removes them. Each is one switch; a protocol is
 * the set of the leaks that it has: all of them as published, none in the honest one.
 */
export const LEAKS = [
  {
    /** Rows are shuffled before the 70/30 split; without it the last 30 % of the rows by date are tested. */
    id: "shuffle",
    removed: "Split by date, overlapping labels purged",
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
    /** Accuracy is called win rate; without it the win rate is that of the trades, after costs. */
    id: "no_base_rate",
    removed: "Win rate of trades after costs",
    alone: "Accuracy called win rate",
  },
] as const;

/** One leak. */
export type LeakId = (typeof LEAKS)[number]["id"];

/** A protocol: the leaks that it has. */
export type Protocol = ReadonlySet<LeakId>;

/** The protocol as published. */
export const EVERY_LEAK: Protocol = new Set(LEAKS.map(({ id }) => id));
