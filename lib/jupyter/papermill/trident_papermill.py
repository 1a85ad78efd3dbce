"""Parameters of TypeScript notebooks for papermill, which knows none: `papermill in.ipynb out.ipynb -p seed 7`.

papermill loads this module because it names papermill's usual engine as one of its own; loading it registers the
translator for the kernel `tslab` and the language `typescript`.
"""

import json
import math
import re
from collections.abc import Mapping

from papermill.engines import NBClientEngine
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators

__all__ = ["NBClientEngine", "TypeScriptTranslator"]

NAME = re.compile(r"[A-Za-z_$][\w$]*")
DECLARATION = re.compile(
    r"^\s*(?:export\s+)?(?:let|const|var)\s+(?P<name>[A-Za-z_$][\w$]*)\s*(?::\s*(?P<type>[^=]+?))?\s*="
    r"\s*(?P<value>.*?)\s*;?\s*(?://\s*(?P<help>.*))?$"
)
# Beyond it a number of JavaScript is not the integer that was meant (Number.MAX_SAFE_INTEGER).
MOST = 2**53 - 1


class TypeScriptTranslator(Translator):
    """Writes parameters as TypeScript, and reads those that a cell declares."""

    @classmethod
    def translate_none(cls, val: None) -> str:  # noqa: ARG003
        """The value that stands for none."""
        return "null"

    @classmethod
    def translate_int(cls, val: int) -> str:
        """An integer, refused where it would become another number."""
        if abs(val) > MOST:
            raise ValueError(f"{val} is no number that TypeScript holds exactly: pass it as text")
        return str(val)

    @classmethod
    def translate_float(cls, val: float) -> str:
        """A number; papermill would write others into a notebook that is no JSON any more."""
        if not math.isfinite(val):
            raise ValueError(f"{val} cannot be a parameter: no notebook can hold it")
        return repr(val)

    @classmethod
    def translate_escaped_str(cls, str_val: object) -> str:
        """A text, or whatever has no type of its own here as its text."""
        return json.dumps(str(str_val))

    @classmethod
    def translate_list(cls, val: list) -> str:
        """A list and what is in it."""
        return f"[{', '.join(cls.translate(each) for each in val)}]"

    @classmethod
    def translate_dict(cls, val: Mapping) -> str:
        """An object and what is in it."""
        return f"{{{', '.join(f'{json.dumps(str(key))}: {cls.translate(each)}' for key, each in val.items())}}}"

    @classmethod
    def comment(cls, cmt_str: str) -> str:
        """A line of comment."""
        return f"// {cmt_str}".strip()

    @classmethod
    def assign(cls, name: str, str_val: str) -> str:
        """A declaration: a later cell may declare a name again."""
        if not NAME.fullmatch(name):
            raise ValueError(f"'{name}' is no name of a variable")
        return f"let {name} = {str_val};"

    @classmethod
    def inspect(cls, parameters_cell: Mapping) -> list[Parameter]:
        """The parameters of a cell, one a line; `papermill --help-notebook` shows them."""
        found = (DECLARATION.match(line) for line in parameters_cell["source"].splitlines())
        return [
            Parameter(each["name"], each["type"] or "None", each["value"], each["help"] or "") for each in found if each
        ]


for name in ("tslab", "typescript"):
    papermill_translators.register(name, TypeScriptTranslator)
