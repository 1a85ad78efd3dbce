/** The feature whose AUC alone stands beside every model's, since barrier labels measure volatility. */
export const VOLATILITY = "atr_ratio";
