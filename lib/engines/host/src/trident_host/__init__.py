"""The engine host: one typed process that fits and predicts; it knows nothing of markets, folds or trials."""
