"""Train and test rows by scikit-learn, as JSON: n rows of one series, k splits, a gap of h rows."""
import json
import sys

import numpy as np
from sklearn.model_selection import KFold, TimeSeriesSplit

n, k, h = (int(x) for x in sys.argv[1:])
x = np.zeros((n, 1))
as_lists = lambda splits: [[train.tolist(), test.tolist()] for train, test in splits]
json.dump({"kfold": as_lists(KFold(k).split(x)), "forward": as_lists(TimeSeriesSplit(k, gap=h).split(x))}, sys.stdout)
