"""What arch, scikit-learn, scipy and pandas say of the same numbers: JSON in, JSON out."""

import json
import sys

import numpy as np
import pandas as pd
from arch.bootstrap import SPA, CircularBlockBootstrap, StationaryBootstrap, optimal_block_length
from scipy.stats import kurtosis, norm, skew, t
from sklearn.metrics import roc_auc_score

request = json.load(sys.stdin)
answer = {"lengths": [optimal_block_length(np.array(x))["circular"].iloc[0] for x in request["series"]]}
answer["aucs"] = [roc_auc_score(case["positive"], case["score"]) for case in request["aucs"]]
answer["student"] = [float(t.ppf(probability, degrees)) for probability, degrees in request["student"]]

gain, loss = np.array(request["ratio"]["gain"]), np.array(request["ratio"]["loss"])
bootstrap = CircularBlockBootstrap(request["ratio"]["length"], gain, loss, seed=1)
drawn = bootstrap.apply(lambda a, b: a.sum() / b.sum(), 4000)[:, 0]
answer["ratio"] = {"sd": float(drawn.std(ddof=1)), "quantiles": np.quantile(drawn, request["ratio"]["shares"]).tolist()}

answer["probabilities"] = norm.cdf(request["normal"]["at"]).tolist()
answer["quantiles"] = norm.ppf(request["normal"]["probabilities"]).tolist()

returns = pd.Series(request["returns"])
equity = pd.concat([pd.Series([1.0]), (1 + returns).cumprod()], ignore_index=True)
answer["metrics"] = {
    "sharpe": returns.mean() / returns.std(),
    "skew": skew(returns),
    "kurtosis": kurtosis(returns, fisher=False),
    "sortino": np.sqrt(252) * returns.mean() / np.sqrt((returns.clip(upper=0) ** 2).mean()),
    "cagr": equity.iloc[-1] ** (252 / len(returns)) - 1,
    "drawdown": (equity / equity.cummax() - 1).min(),
    "trough": int((equity / equity.cummax()).idxmin()) - 1,
}

stationary = StationaryBootstrap(request["stationary"]["length"], returns.to_numpy(), seed=1)
ratios = stationary.apply(lambda r: r.mean() / r.std(ddof=1), 4000)[:, 0]
answer["stationary"] = {
    "length": float(optimal_block_length(returns)["stationary"].iloc[0]),
    "sd": float(ratios.std(ddof=1)),
    "quantiles": np.quantile(ratios, [0.025, 0.975]).tolist(),
}

answer["spa"] = []
for case in request["spa"]:
    losses = -np.array(case["returns"]).T
    benchmark = -np.array(case["benchmark"])
    test = SPA(benchmark, losses, block_size=case["length"], reps=10_000, studentize=True, seed=2)
    test.compute()
    # arch takes the best of plain means: of excesses divided by their standard deviations, its test is studentised.
    scaled = (benchmark[:, None] - losses) / np.sqrt(test._loss_diff_var)
    studentised = SPA(np.zeros(len(benchmark)), -scaled, block_size=case["length"], reps=10_000, seed=3)
    studentised.compute()
    answer["spa"].append({"plain": test.pvalues.to_dict(), "studentised": studentised.pvalues.to_dict()})
json.dump(answer, sys.stdout, default=float)
