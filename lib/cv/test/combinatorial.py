"""Combinatorial purged folds and paths by skfolio, and folds by purgedcv, as JSON: a list of cases [n, g, k, h, e] is given.

n rows a day apart, g groups, k of them tested, labels of h rows, an embargo of e rows after the tested labels' end.
"""
import json
import sys

import numpy as np
import pandas as pd
from purgedcv import CombinatorialPurgedCV as Purged
from skfolio.model_selection import CombinatorialPurgedCV


def case(n, g, k, h, e):
    x = np.zeros((n, 1))
    peer = CombinatorialPurgedCV(n_folds=g, n_test_folds=k, purged_size=h, embargo_size=e)
    skfolio = [[train.tolist(), np.concatenate(tests).tolist()] for train, tests in peer.split(x)]
    days = pd.Series(pd.date_range("2024-01-01", periods=n, freq="D"))
    # Its intervals are open at their end, where ours hold the day of the exit, and its embargo counts from the last
    # tested decision.
    other = Purged(
        n_splits=g,
        n_test_groups=k,
        prediction_times=days,
        evaluation_times=days + pd.Timedelta(days=h, hours=1),
        embargo_observations=e + h if e > 0 else 0,
    )
    purgedcv = [[train.tolist(), test.tolist()] for train, test in other.split(x)]
    return {"skfolio": skfolio, "purgedcv": purgedcv, "paths": peer.get_path_ids().tolist()}


json.dump([case(*each) for each in json.loads(sys.argv[1])], sys.stdout)
