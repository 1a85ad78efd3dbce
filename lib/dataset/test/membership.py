"""Compares a dataset whose rows count by membership with one whose rows all count, as JSON."""

import json
import sys

import pandas as pd


def read(name):
    return [pd.read_parquet(f"{folder}/{name}.parquet") for folder in sys.argv[1:3]]


(all_rows, rows), (all_months, months) = read("dataset"), read("statistics")
since = {"S0002": "2023-11-15", "S0004": "2030-01-01"}
until = {"S0002": "2024-03-15", "S0003": "2023-06-01"}
day = pd.to_datetime(all_rows["date"])
joined = pd.to_datetime(all_rows["ticker"].map(since).fillna("1900-01-01"))
left = pd.to_datetime(all_rows["ticker"].map(until).fillna("2100-01-01"))
counts = (day >= joined) & (day < left)
wanted = all_rows[counts].reset_index(drop=True)
first, last = (rows[rows["ticker"] == "S0002"].iloc[k] for k in (0, -1))
keys = set(zip(wanted["ticker"], pd.to_datetime(wanted["date"]).dt.to_period("M")))
kept = [
    key in keys
    for key in zip(
        all_months["ticker"], pd.to_datetime(all_months["month"]).dt.to_period("M")
    )
]
answer = [
    rows.equals(wanted),
    len(rows),
    all_rows[~counts].groupby("ticker").size().to_dict(),
    str(first["date"]),
    bool(pd.notna(first["ma_200"])),
    str(last["date"]),
    str(last["exit_date"]) > "2024-03-15",
    months.equals(all_months[kept].reset_index(drop=True)),
]
print(json.dumps(answer))
