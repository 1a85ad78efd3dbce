"""What scikit-learn's logistic regression makes of the same rows: JSON in, JSON out."""

import json
import sys

import numpy as np
from sklearn.linear_model import LogisticRegression

answers = []
for case in json.load(sys.stdin):
    columns, target = np.array(case["columns"]).T, np.array(case["target"])
    # A row of a target between 0 and 1 is a positive and a negative, weighted.
    rows = np.concatenate([columns, columns])
    classes = np.repeat([1, 0], len(target))
    weights = np.concatenate([target, 1 - target])
    C = 1 / case["lambda"] if case["lambda"] > 0 else np.inf
    model = LogisticRegression(C=C, solver="newton-cholesky", tol=1e-12, max_iter=1000)
    model.fit(rows, classes, sample_weight=weights)
    answers.append({"intercept": model.intercept_[0], "weights": model.coef_[0].tolist()})
json.dump(answers, sys.stdout)
