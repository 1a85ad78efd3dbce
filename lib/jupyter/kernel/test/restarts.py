"""Restarts the kernel `tslab` as Jupyter does; prints the seconds of each as JSON."""

import json
import os
import sys
import time

from jupyter_client.manager import start_new_kernel


def run(client, code):
    """Runs a cell; gives its reply and what it printed."""
    printed = []
    reply = client.execute_interactive(
        code,
        timeout=60,
        output_hook=lambda message: printed.append(message["content"].get("text", "")),
    )
    return reply["content"], "".join(printed)


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def main(times):
    manager, client = start_new_kernel(kernel_name="tslab", startup_timeout=60)
    took = []
    try:
        for _ in range(times):
            _, printed = run(client, "const before = 1; console.log(process.pid);")
            pid = int(printed)
            start = time.perf_counter()
            manager.restart_kernel()
            client.wait_for_ready(timeout=60)
            took.append(time.perf_counter() - start)
            reply, _ = run(client, "before")
            assert reply["status"] == "error", reply
            assert reply["execution_count"] == 1, reply
            assert not is_running(pid), pid
    finally:
        client.stop_channels()
        manager.shutdown_kernel()
    print(json.dumps(took))


main(int(sys.argv[1]))
