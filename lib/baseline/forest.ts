/** The quick validator's random forest, under both protocols. */
export const FOREST = { trees: 100, maxDepth: 10, classWeight: "balanced" } as const;

/** The column whose AUC alone stands beside every model's: barrier labels measure volatility. */
export const VOLATILITY = "atr_ratio";

/** Costs of a trade, there and back, until fills are simulated. */
export const ROUND_TRIP_COST = 10 / 10_000;
