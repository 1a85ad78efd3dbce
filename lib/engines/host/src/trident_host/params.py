"""Reads a JSON object field by field, so that a wrong, missing or unknown field is named."""

import sys
from collections.abc import Mapping
from typing import NoReturn, cast

from trident_host.errors import InvalidInputError


class Params:
    """The fields of one JSON object; `done` refuses those that nobody asked for."""

    def __init__(self, what: str, values: object) -> None:
        """`what` is what the fields are called in errors, as in 'random_forest parameter'."""
        if not isinstance(values, Mapping):
            raise InvalidInputError(f"{what}s must be an object, not {values!r}")
        self._what = what
        self._values = dict(cast(Mapping[str, object], values))
        self._left = set(self._values)

    def value(self, name: str) -> object:
        """A field as it came."""
        if name not in self._values:
            raise InvalidInputError(f"{self._what} '{name}' is missing")
        self._left.discard(name)
        return self._values[name]

    def everything(self) -> dict[str, object]:
        """All fields as they came, for another process that reads them one by one."""
        self._left.clear()
        return dict(self._values)

    def text(self, name: str) -> str:
        """A string."""
        value = self.value(name)
        if not isinstance(value, str):
            self.refuse(name, "a string")
        return value

    def optional_text(self, name: str) -> str | None:
        """A string or null."""
        return None if self.value(name) is None else self.text(name)

    def texts(self, name: str) -> list[str]:
        """A list of strings."""
        value = self.value(name)
        if not isinstance(value, list):
            self.refuse(name, "a list of strings")
        items = [item for item in cast(list[object], value) if isinstance(item, str)]
        if len(items) < len(cast(list[object], value)):
            self.refuse(name, "a list of strings")
        return items

    def integer(self, name: str, low: int, high: int) -> int:
        """A whole number in [low, high]."""
        value = self.value(name)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.refuse(name, f"a whole number from {low} to {high}")
        return value

    def optional_integer(self, name: str, low: int, high: int) -> int | None:
        """A whole number in [low, high] or null."""
        return None if self.value(name) is None else self.integer(name, low, high)

    def integers(self, name: str, low: int, high: int) -> list[int]:
        """A list of whole numbers in [low, high]."""
        value = self.value(name)
        items = cast(list[object], value) if isinstance(value, list) else [None]
        if any(isinstance(item, bool) or not isinstance(item, int) or not low <= item <= high for item in items):
            self.refuse(name, f"a list of whole numbers from {low} to {high}")
        return cast(list[int], items)

    def number(self, name: str, low: float = -sys.float_info.max, high: float = sys.float_info.max) -> float:
        """A number in [low, high]."""
        value = self.value(name)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            self.refuse(name, f"a number from {low:g} to {high:g}")
        return float(value)

    def optional_number(self, name: str) -> float | None:
        """A finite number or null."""
        return None if self.value(name) is None else self.number(name)

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self.value(name)
        if not isinstance(value, bool):
            self.refuse(name, "true or false")
        return value

    def balanced(self) -> bool:
        """Whether classes are to weigh the same: the parameter 'classWeight'."""
        value = self.value("classWeight")
        if value not in ("balanced", None):
            self.refuse("classWeight", "'balanced' or null")
        return value == "balanced"

    def stopping_rounds(self, watched: bool) -> int | None:
        """Trees without a gain on the watched slice that end a training; wanted where there is such a slice alone."""
        rounds = None if self._values.get("stoppingRounds") is None else self.integer("stoppingRounds", 1, 100_000)
        self._left.discard("stoppingRounds")
        if (rounds is not None) != watched:
            raise InvalidInputError(
                "training stops early with both a stopping slice and stoppingRounds, or with neither of them"
            )
        return rounds

    def done(self) -> None:
        """Ends the reading: a field left over is an error."""
        if self._left:
            known = ", ".join(sorted(set(self._values) - self._left))
            raise InvalidInputError(f"unknown {self._what} '{min(self._left)}'; known ones given here: {known}")

    def refuse(self, name: str, wanted: str) -> NoReturn:
        """Raises: this field is not what was wanted."""
        raise InvalidInputError(f"{self._what} '{name}' must be {wanted}, not {self._values[name]!r}")
