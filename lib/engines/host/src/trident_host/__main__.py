"""Runs the host on the process's own stdin and stdout: `python -m trident_host`."""

from typing import TYPE_CHECKING

from trident_host.stdio import serve

if TYPE_CHECKING:
    from trident_host.server import Answers


def main() -> None:
    """Serves with the sets and models of this process."""

    def make() -> "Answers":
        from trident_host.service import Service

        return Service().answer

    serve(make)


if __name__ == "__main__":
    main()
