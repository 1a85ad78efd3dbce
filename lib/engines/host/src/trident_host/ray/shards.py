"""Runs shares of a command as tasks of a Ray cluster, then merges what they have made.

`python -m trident_host.ray.shards HOST:PORT 8 -- trident dataset bars.parquet --out DIR` runs the command with
`--shard 1/8` to `--shard 8/8`, each on a node that has the project (its image) and sees the same folders, and here with
`--merge`. The token is that of the environment, as for `trident train --ray`.
"""

import argparse
import platform
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast

Told = tuple[str, int, str]
"""A task's node, the exit code of its command, and what that said last."""


def run_shard(command: Sequence[str], shard: str, folder: str) -> Told:
    """Run one share in a folder of the node that is asked."""
    words = [*command, "--shard", shard]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    lines = (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()
    return platform.node(), done.returncode, lines[-1] if lines else "nothing was said"


def main() -> int:
    """Give 0 once all is merged; 1 with the words of a share that failed."""
    parser = argparse.ArgumentParser(prog="python -m trident_host.ray.shards")
    parser.add_argument("address", help="HOST:PORT of the cluster's head")
    parser.add_argument("shards", type=int, help="into how many shares the work is cut")
    parser.add_argument("--cpus", type=int, default=1, help="of each task")
    parser.add_argument("command", nargs="+", help="after --: trident dataset PANEL --out DIR ...")
    given = parser.parse_args()
    import ray  # pyright: ignore[reportMissingModuleSource] - it is installed by those alone who use it

    ray.init(address=given.address, logging_level="error")
    # A share that was cut off goes on where it was, on another node.
    task = ray.remote(num_cpus=given.cpus, max_retries=3)(run_shard)
    here = str(Path.cwd())
    waiting = {task.remote(given.command, f"{k}/{given.shards}", here): k for k in range(1, given.shards + 1)}
    failed = False
    while waiting:
        [ready], _ = ray.wait(list(waiting))
        node, code, said = cast(Told, ray.get(ready))
        failed = failed or code != 0
        print(f"share {waiting.pop(ready)} of {given.shards} on {node}: {said}", flush=True)  # noqa: T201 - progress
    ray.shutdown()
    return 1 if failed else subprocess.run([*given.command, "--merge"], check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
