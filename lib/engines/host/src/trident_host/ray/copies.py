"""Copies of matrix files on a node, one for all of its workers."""

import fcntl
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from trident_host.errors import InvalidInputError


@dataclass(frozen=True)
class Original:
    """A file on the client's machine."""

    path: str
    size: int
    sha256: str

    @staticmethod
    def of(path: str) -> "Original":
        """Reads the file once, for its hash."""
        with Path(path).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return Original(path, file.tell(), digest)


class Copies:
    """The copies that one worker uses. It holds a lock on each, so that none is removed while it is used."""

    def __init__(self, folder: Path | None = None) -> None:
        """The folder is the user's alone; by default it lies among the node's temporary files."""
        self._folder = folder or Path(tempfile.gettempdir(), f"trident-copies-{os.getuid()}")
        self._used: dict[str, IO[bytes]] = {}
        self._incoming: tuple[str, IO[bytes]] | None = None

    def find(self, original: Original) -> str | None:
        """
        The path of a file on this node; None if it is to be sent here. Then a lock is held until it has arrived, and
        whoever asks meanwhile waits, so that it travels to the node once.
        """
        place = self._place(original)
        if original.sha256 in self._used:
            return str(place)
        self._folder.mkdir(mode=0o700, exist_ok=True)
        status = self._folder.stat()
        if status.st_uid != os.getuid() or status.st_mode & 0o077:
            raise InvalidInputError(f"{self._folder} is open to other users of this node: remove it")
        # Locks go with the process, however that ends. Shared ones wait for whoever receives the copy.
        lock = place.with_suffix(".lock").open("wb")
        fcntl.flock(lock, fcntl.LOCK_SH)
        if not place.exists():
            fcntl.flock(lock, fcntl.LOCK_UN)
            fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            self._remove_unused(but=original)
            self._incoming = (original.sha256, lock)
            place.with_suffix(".part").write_bytes(b"")
            return None
        self._use(original, lock)
        return str(place)

    def receive(self, original: Original, part: bytes) -> str | None:
        """Appends a part; gives the path once the copy is whole, and its hash is the original's."""
        if self._incoming is None or self._incoming[0] != original.sha256:
            raise InvalidInputError(f"nobody asked for {original.path}")
        arriving = self._place(original).with_suffix(".part")
        with arriving.open("ab") as file:
            file.write(part)
        if arriving.stat().st_size < original.size:
            return None
        _, lock = self._incoming
        self._incoming = None
        if Original.of(str(arriving)).sha256 != original.sha256:
            lock.close()
            raise InvalidInputError(f"{original.path} has changed on its way to this node")
        arriving.replace(self._place(original))
        self._use(original, lock)
        return str(self._place(original))

    def _place(self, original: Original) -> Path:
        return self._folder / f"{original.sha256}.arrow"

    def _use(self, original: Original, lock: IO[bytes]) -> None:
        fcntl.flock(lock, fcntl.LOCK_SH)
        self._used[original.sha256] = lock

    def _remove_unused(self, but: Original) -> None:
        """Removes the copies of earlier trainings: those that no process has a lock on."""
        for path in self._folder.glob("*.lock"):
            if path.stem in self._used or path.stem == but.sha256:
                continue
            with path.open("wb") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                for suffix in (".arrow", ".part"):
                    path.with_suffix(suffix).unlink(missing_ok=True)


def sees(path: str, size: int, modified: int) -> bool:
    """Whether this node has a file under the same path: one of the same size, changed at the same nanosecond."""
    try:
        status = Path(path).stat()
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) == (size, modified)
