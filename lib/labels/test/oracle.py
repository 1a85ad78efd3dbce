"""Labels of many bars and parameters by the executable definition: JSON in, JSON out, NaN as null."""
import json
import sys

import pandas as pd
from labels import by_rank, label

request = json.load(sys.stdin)
answers = []
for case in request["cases"]:
    tables = [
        label(pd.DataFrame(ticker["bars"]), session=ticker["session"], last_session=request["lastSession"], **case)
        for ticker in request["tickers"]
    ]
    table = pd.concat(tables, ignore_index=True)
    if case["method"] == "cross_sectional":
        sessions = [session for ticker in request["tickers"] for session in ticker["session"]]
        table = by_rank(table, sessions, case["profit"], case["stop"])
    answers.append({name: [None if pd.isna(x) else x for x in table[name].tolist()] for name in table})
json.dump(answers, sys.stdout)
