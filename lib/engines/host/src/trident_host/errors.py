"""What the host refuses, and how a call ends early."""


class InvalidInputError(ValueError):
    """An argument, a file or a parameter that does not fit; the message says which and why."""


class DeviceError(RuntimeError):
    """A GPU that was asked for cannot be used: there is none, the library was built without, its memory is full."""


class Cancelled(Exception):  # noqa: N818 - it is no error
    """The client no longer wants the result of this call."""


class RemoteError(Exception):
    """What a call raised in another process; `kind` is the name of its class there."""

    def __init__(self, kind: str, message: str, traceback: str) -> None:
        """Keeps them as they came."""
        super().__init__(message)
        self.kind, self.traceback = kind, traceback
