"""JSON-RPC 2.0 over a pair of streams: one call at a time, with progress and cancel."""

import json
import time
import traceback
from collections.abc import Callable
from threading import Event
from typing import BinaryIO, cast

from pylsp_jsonrpc.endpoint import Endpoint
from pylsp_jsonrpc.exceptions import JsonRpcException, JsonRpcRequestCancelled
from pylsp_jsonrpc.streams import JsonRpcStreamReader, JsonRpcStreamWriter

from trident_host.engines.engine import Report
from trident_host.errors import Cancelled, RemoteError
from trident_host.params import Params
from trident_host.service import METHODS

FAILED = -32000
"""The code of a call that raised; its data holds the exception's type and traceback."""

Answers = Callable[[str, Params, Report], dict[str, object]]
"""Answers a call of the protocol by its method."""

TELL_SECONDS = 0.05
"""Progress is told this often at most; some trees take a millisecond."""


class Server:
    """Reads calls from one stream and answers on the other until the first one ends."""

    def __init__(self, source: BinaryIO, sink: BinaryIO, answer: Answers) -> None:
        """Nothing is read before `run`."""
        self._reader = JsonRpcStreamReader(source)
        writer = JsonRpcStreamWriter(sink)
        self._answer = answer
        self._arriving: object = None
        self._cancels: dict[object, Event] = {}
        handlers = {method: self._handler(method) for method in METHODS}
        self._endpoint = Endpoint(handlers, writer.write, max_workers=1)

    def run(self) -> None:
        """Serves until the client closes its end."""
        self._reader.listen(self._consume)

    def _consume(self, message: dict[str, object]) -> None:
        # The library cancels only what has not begun, and does not say which call a handler serves.
        if message.get("method") == "$/cancelRequest":
            wanted = cast(dict[str, object], message["params"])["id"]
            if wanted in self._cancels:
                self._cancels[wanted].set()
            return
        self._arriving = message.get("id")
        self._endpoint.consume(message)

    def _handler(self, method: str) -> Callable[[dict[str, object]], Callable[[], dict[str, object]]]:
        def arrive(arguments: dict[str, object]) -> Callable[[], dict[str, object]]:
            request, cancel = self._arriving, Event()
            self._cancels[request] = cancel
            token = arguments.pop("progress", None)
            told = 0.0

            def report(done: int, total: int) -> None:
                nonlocal told
                if cancel.is_set():
                    raise Cancelled
                now = time.monotonic()
                if token is not None and (done in (0, total) or now > told + TELL_SECONDS):
                    told = now
                    self._endpoint.notify("$/progress", {"token": token, "value": {"done": done, "total": total}})

            def run() -> dict[str, object]:
                try:
                    result = self._answer(method, Params("argument", arguments), report)
                    # The library only logs what it cannot write, and the client would wait for ever.
                    json.dumps(result, allow_nan=False)
                    return result
                except Cancelled as error:
                    raise JsonRpcRequestCancelled from error
                except RemoteError as error:
                    data = {"type": error.kind, "traceback": error.traceback}
                    raise JsonRpcException(str(error), FAILED, data) from error
                except Exception as error:
                    message = str(error) or "no more was said"
                    data = {"type": type(error).__name__, "traceback": traceback.format_exc()}
                    raise JsonRpcException(message, FAILED, data) from error
                finally:
                    del self._cancels[request]

            return run

        return arrive
