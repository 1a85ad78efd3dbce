"""Runs the reference features over bars that a test made.

usage: oracle.py FOLDER, in which lie bars.f64 (rows of open, high, low, close, adj_close, volume) and lengths.json (the
rows of each ticker); writes features.f64 (rows of the 71) and names.json.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from features import adjust, engineer

folder = Path(sys.argv[1])
bars = np.fromfile(folder / "bars.f64").reshape(-1, 6)
frames = []
start = 0
for length in json.loads((folder / "lengths.json").read_text()):
    columns = ["open", "high", "low", "close", "adj_close", "volume"]
    frames.append(
        engineer(adjust(pd.DataFrame(bars[start : start + length], columns=columns)))
    )
    start += length
result = pd.concat(frames)
result.to_numpy().tofile(folder / "features.f64")
(folder / "names.json").write_text(json.dumps(list(result.columns)))
