"""Serves by a worker of a Ray cluster: `python -m trident_host.ray ADDRESS --cpus 1 --gpus 0`."""

import argparse
from typing import TYPE_CHECKING

from trident_host.stdio import serve

if TYPE_CHECKING:
    from trident_host.server import Answers


def main() -> None:
    """Joins the cluster, then serves."""
    parser = argparse.ArgumentParser(prog="python -m trident_host.ray")
    parser.add_argument("address", help="HOST:PORT of the cluster's head")
    parser.add_argument("--cpus", type=int, default=1, help="of each worker")
    parser.add_argument("--gpus", type=float, default=0, help="of each worker; a share of one, or whole ones")
    given = parser.parse_args()

    def make() -> "Answers":
        from trident_host.ray.cluster import RayCluster
        from trident_host.ray.service import RayService

        return RayService(RayCluster(given.address, given.cpus, given.gpus)).answer

    serve(make)


if __name__ == "__main__":
    main()
