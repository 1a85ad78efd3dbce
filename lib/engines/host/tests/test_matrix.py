from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from conftest import WriteMatrix, write_arrow
from trident_host.errors import InvalidInputError
from trident_host.matrix import map_matrix, read_rows

VALUES = np.arange(3 * 37, dtype=np.float32).reshape(3, 37)


def save(path: Path, rows: npt.ArrayLike) -> str:
    np.save(path, np.asarray(rows, dtype=np.uint32))
    return str(path)


def test_is_a_view_of_the_file(write_matrix: WriteMatrix) -> None:
    matrix = map_matrix(write_matrix(VALUES))
    assert matrix.names == ["f0", "f1", "f2"]
    assert matrix.rows == 37
    assert np.array_equal(matrix.values, VALUES)
    assert not matrix.values.flags.owndata
    assert not matrix.values.flags.writeable


def test_one_range_of_neighbours_is_not_copied(write_matrix: WriteMatrix, tmp_path: Path) -> None:
    matrix = map_matrix(write_matrix(VALUES))
    rows = read_rows(save(tmp_path / "rows.npy", [[5, 30]]), matrix)
    view = rows.gather(matrix, [1, 2])
    assert np.array_equal(view, VALUES[1:, 5:30].T)
    assert np.shares_memory(view, matrix.values)
    turned = rows.gather(matrix, [2, 0])
    assert np.array_equal(turned, VALUES[[2, 0], 5:30].T)
    assert np.array_equal(rows.part(20, 99).gather(matrix, [0]), VALUES[:1, 25:30].T)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [([[30, 37], [0, 3]], [30, 31, 32, 33, 34, 35, 36, 0, 1, 2]), ([7, 7, 0, 36], [7, 7, 0, 36])],
)
def test_other_rows_are_gathered_in_order(
    write_matrix: WriteMatrix, tmp_path: Path, rows: list[object], expected: list[int]
) -> None:
    matrix = map_matrix(write_matrix(VALUES))
    found = read_rows(save(tmp_path / "rows.npy", rows), matrix)  # pyright: ignore[reportArgumentType]
    assert found.size == len(expected)
    assert np.array_equal(found.gather(matrix, [0, 2]), VALUES[[0, 2]][:, expected].T)
    assert np.array_equal(found.part(1, 3).gather(matrix, [1]), VALUES[1:2, expected[1:3]].T)


@pytest.mark.parametrize("rows", [[37], [[0, 38]], [[5, 5]], [[6, 5]], [], [[[1, 2]]], [[1, 2, 3]]])
def test_rows_that_are_not_there_are_refused(write_matrix: WriteMatrix, tmp_path: Path, rows: object) -> None:
    matrix = map_matrix(write_matrix(VALUES))
    path = save(tmp_path / "rows.npy", rows)  # pyright: ignore[reportArgumentType]
    with pytest.raises(InvalidInputError, match=r"rows|range"):
        read_rows(path, matrix)


def test_pickled_rows_are_refused(write_matrix: WriteMatrix, tmp_path: Path) -> None:
    matrix = map_matrix(write_matrix(VALUES))
    path = tmp_path / "rows.npy"
    np.save(path, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(InvalidInputError, match="allow_pickle"):
        read_rows(str(path), matrix)


def test_other_arrow_files_are_refused(tmp_path: Path) -> None:
    plain = write_arrow(tmp_path / "plain.arrow", list(VALUES), None)
    with pytest.raises(InvalidInputError, match="lacks its number of rows"):
        map_matrix(plain)
    long = write_arrow(tmp_path / "long.arrow", list(VALUES), 38)
    with pytest.raises(InvalidInputError, match="not a matrix"):
        map_matrix(long)
    # Arrow pads the 37 floats of a column, so the columns do not follow each other at once.
    uneven = write_arrow(tmp_path / "uneven.arrow", list(VALUES), 37)
    with pytest.raises(InvalidInputError, match="not evenly spaced"):
        map_matrix(uneven)
