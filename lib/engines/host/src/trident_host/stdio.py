"""The process's own stdin and stdout as a pair of streams for the protocol alone."""

import faulthandler
import logging
import os
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trident_host.server import Answers


def serve(make: "Callable[[], Answers]") -> None:
    """Serves until stdin ends, that is, until the client is gone; whatever a library prints goes to stderr.

    `make` is called once stdout is safe from what libraries print as they are imported.
    """
    faulthandler.enable()
    # An interrupt goes to the whole group of processes; what it means for a fit is the client's to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The library logs every failed call with its traceback; the client gets that in the answer.
    logging.getLogger("pylsp_jsonrpc.endpoint").setLevel(logging.CRITICAL)
    source = os.fdopen(os.dup(0), "rb")
    sink = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123 - a descriptor is wanted
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr

    from trident_host.server import Server

    Server(source, sink, make()).run()
    # A fit may still be running in its thread; nobody waits for it.
    os._exit(0)
