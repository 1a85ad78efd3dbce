"""What pandas says of columns of numbers: JSON in, JSON out, NaN as null."""
import json
import sys

import pandas as pd

answers = []
for column in json.load(sys.stdin):
    told = pd.Series(column, dtype="float64").describe()
    answers.append([None if pd.isna(x) else x for x in told.tolist()])
json.dump(answers, sys.stdout)
