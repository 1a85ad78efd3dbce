import pytest

from trident_host.errors import InvalidInputError
from trident_host.params import Params


def test_reads_what_was_asked_for() -> None:
    params = Params("argument", {"a": 3, "b": None, "c": "x", "d": ["y"]})
    assert params.integer("a", 1, 5) == 3
    assert params.optional_integer("b", 1, 5) is None
    assert params.optional_text("c") == "x"
    assert params.texts("d") == ["y"]
    params.done()


@pytest.mark.parametrize("value", [0, 6, 2.5, True, "3", None])
def test_refuses_what_is_no_such_number(value: object) -> None:
    with pytest.raises(InvalidInputError, match=r"argument 'a' must be a whole number from 1 to 5"):
        Params("argument", {"a": value}).integer("a", 1, 5)


def test_names_what_is_missing_or_unknown() -> None:
    params = Params("random_forest parameter", {"trees": 1, "tress": 2})
    with pytest.raises(InvalidInputError, match="'maxDepth' is missing"):
        params.value("maxDepth")
    assert params.integer("trees", 1, 5) == 1
    with pytest.raises(InvalidInputError, match="unknown random_forest parameter 'tress'"):
        params.done()
    with pytest.raises(InvalidInputError, match="list of strings"):
        Params("argument", {"a": ["x", 1]}).texts("a")
    with pytest.raises(InvalidInputError, match="must be an object"):
        Params("argument", [1])
