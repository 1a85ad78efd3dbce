/** The quick validator's random forest, under both protocols. */
export const FOREST = { trees: 100, maxDepth: 10, classWeight: "balanced" } as const;
