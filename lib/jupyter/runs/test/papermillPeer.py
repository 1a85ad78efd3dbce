"""papermill runs notebooks, and reads back what another executor left. Lines of JSON in and out."""

import json
import os
import sys
import warnings

warnings.simplefilter("ignore")
os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
import logging

logging.disable(logging.CRITICAL)
import nbformat
import papermill
from papermill.iorw import load_notebook_node


def run(job):
    outcome = {"raised": None}
    try:
        papermill.execute_notebook(
            job["input"],
            job["output"],
            parameters=job.get("parameters", {}),
            progress_bar=False,
            execution_timeout=job.get("timeout"),
        )
    except BaseException as error:
        outcome["raised"] = type(error).__name__
    return outcome


def read(path):
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    known = load_notebook_node(path)
    return {
        "version": [notebook.nbformat, notebook.nbformat_minor],
        "parameters": papermill.inspect_notebook(path),
        "metadata": known.metadata.papermill,
        "statuses": [cell.metadata.get("papermill", {}).get("status") for cell in known.cells],
    }


for line in sys.stdin:
    job = json.loads(line)
    answer = run(job) if job["do"] == "run" else read(job["path"])
    print(json.dumps(answer), flush=True)
