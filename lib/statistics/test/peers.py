"""What arch and scikit-learn say of the same numbers: JSON in, JSON out."""
import json
import sys

import numpy as np
from arch.bootstrap import CircularBlockBootstrap, optimal_block_length
from scipy.stats import t
from sklearn.metrics import roc_auc_score

request = json.load(sys.stdin)
answer = {"lengths": [optimal_block_length(np.array(x))["circular"].iloc[0] for x in request["series"]]}
answer["aucs"] = [roc_auc_score(case["positive"], case["score"]) for case in request["aucs"]]
answer["student"] = [float(t.ppf(probability, degrees)) for probability, degrees in request["student"]]

gain, loss = np.array(request["ratio"]["gain"]), np.array(request["ratio"]["loss"])
bootstrap = CircularBlockBootstrap(request["ratio"]["length"], gain, loss, seed=1)
drawn = bootstrap.apply(lambda a, b: a.sum() / b.sum(), 4000)[:, 0]
answer["ratio"] = {"sd": float(drawn.std(ddof=1)), "quantiles": np.quantile(drawn, request["ratio"]["shares"]).tolist()}
json.dump(answer, sys.stdout)
