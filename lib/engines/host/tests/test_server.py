import json
import os
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO, cast

SOURCE = Path(__file__).parents[1] / "src"


def frame(message: dict[str, object]) -> bytes:
    body = json.dumps({"jsonrpc": "2.0"} | message).encode()
    return f"Content-Length: {len(body)}\r\n\r\n".encode() + body


def read_message(stream: BinaryIO) -> dict[str, object]:
    length = int(stream.readline().split(b": ")[1])
    while stream.readline().strip():
        pass
    return json.loads(stream.read(length))


def converse(
    *calls: dict[str, object], program: tuple[str, ...] = ("-m", "trident_host")
) -> tuple[dict[object, dict[str, object]], bytes]:
    """The answers by id, and what went to stderr; stdout must hold nothing else, and the host must end by itself."""
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, *program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(SOURCE)},
    ) as host:
        assert host.stdin and host.stdout and host.stderr
        host.stdin.write(b"".join(frame(call) for call in calls))
        host.stdin.flush()
        answers = [read_message(cast(BinaryIO, host.stdout)) for _ in calls]
        rest, errors = host.communicate(timeout=60)
        assert rest == b""
        assert host.returncode == 0
    return {answer["id"]: answer for answer in answers}, errors


def test_answers_info_and_names_what_is_wrong() -> None:
    answers, _ = converse(
        {"id": 1, "method": "info", "params": {}},
        {"id": 2, "method": "prepare", "params": {"engine": "oracle"}},
        {"id": 3, "method": "release", "params": {"id": "nobody"}},
        {"id": 4, "method": "predict", "params": {"id": "nobody"}},
        {"id": 5, "method": "divine", "params": {}},
        {"id": 6, "method": "release", "params": {"id": "nobody", "also": 1}},
    )
    info = cast(dict[str, object], answers[1]["result"])
    assert info["models"] == 0
    assert list(cast(dict[str, object], info["engines"])) == [
        *("random_forest", "logistic_regression", "xgboost", "lightgbm", "catboost")
    ]
    assert answers[3]["result"] == {"released": False}
    errors = {key: cast(dict[str, object], answer["error"]) for key, answer in answers.items() if "error" in answer}
    assert {key: error["message"] for key, error in errors.items()} == {
        2: "unknown engine 'oracle'; known: random_forest, logistic_regression, xgboost, lightgbm, catboost",
        4: "the model nobody is not in this engine host: it was released, or the host has been restarted since",
        5: "Method Not Found: divine",
        6: "unknown argument 'also'; known ones given here: id",
    }
    assert cast(dict[str, str], errors[2]["data"])["type"] == "InvalidInputError"


def test_stdout_is_the_protocol_alone_whatever_a_library_prints() -> None:
    loud = """
import os, runpy
from trident_host.service import Service
info = Service.info
def shout(self):
    print("said by Python")
    os.write(1, b"said by C")
    return info(self)
Service.info = shout
runpy.run_module("trident_host", run_name="__main__")
"""
    call: dict[str, object] = {"id": 1, "method": "info", "params": {}}
    answers, errors = converse(call, program=("-c", loud))
    assert "result" in answers[1]
    assert b"said by Python" in errors
    assert b"said by C" in errors


def test_what_is_no_call_is_skipped() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "trident_host"],
        input=frame({"method": "unheard/of", "params": {}}) + b"Content-Length: 3\r\n\r\n{]}",
        env=os.environ | {"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == b""
