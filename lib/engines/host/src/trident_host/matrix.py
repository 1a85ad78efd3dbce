"""The matrix: an Arrow file that is mapped, never read whole."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from trident_host.arrays import load_array
from trident_host.errors import InvalidInputError

ROWS = b"trident.rows"
PADDING = 16


@dataclass(frozen=True)
class Matrix:
    """`values[j]` is column `names[j]`; the array lies in the mapped file and is read-only. NaN is missing."""

    path: str
    names: list[str]
    values: npt.NDArray[np.float32]

    @property
    def rows(self) -> int:
        """Rows without the padding."""
        return self.values.shape[1]

    def positions(self, columns: list[str]) -> list[int]:
        """Where these columns are."""
        place = {name: j for j, name in enumerate(self.names)}
        absent = [name for name in columns if name not in place]
        if absent or not columns:
            raise InvalidInputError(f"the matrix {self.path} has no column {absent or columns}")
        return [place[name] for name in columns]


def map_matrix(path: str) -> Matrix:
    """Maps a matrix file; only what is looked at gets into memory."""
    try:
        if Path(path).stat().st_size == 0:
            raise InvalidInputError(f"the matrix file {path} is empty")
        file = pa.memory_map(path)
        whole = file.read_buffer(file.size())
        reader = pa.ipc.open_file(pa.BufferReader(whole))
        if reader.num_record_batches != 1:
            raise InvalidInputError(f"{path} has {reader.num_record_batches} record batches; a matrix has one")
        batch = reader.get_batch(0)
    except (OSError, pa.ArrowInvalid) as error:
        raise InvalidInputError(f"cannot read the matrix {path}: {error}") from error
    schema = batch.schema
    rows = (schema.metadata or {}).get(ROWS, b"")
    if not rows.isdigit() or int(rows) > batch.num_rows or batch.num_columns == 0:
        raise InvalidInputError(
            f"{path} is an Arrow file, but not a matrix: it lacks its number of rows or its columns"
        )
    if any(kind != pa.float32() for kind in schema.types) or len(set(schema.names)) < batch.num_columns:
        raise InvalidInputError(f"{path} is not a matrix: its columns must be float32 and have names of their own")
    if batch.num_rows == 0:
        return Matrix(path, schema.names, np.empty((batch.num_columns, 0), np.float32))
    starts: list[int] = []
    for j, name in enumerate(schema.names):
        column = batch.column(j)
        buffer = column.buffers()[1]
        if column.null_count > 0 or buffer is None:
            raise InvalidInputError(f"column '{name}' of {path} has nulls; a matrix has NaN instead")
        starts.append(buffer.address - whole.address)
    step = 4 * batch.num_rows
    if any(start != starts[0] + j * step for j, start in enumerate(starts)):
        raise InvalidInputError(f"the columns of {path} are not evenly spaced")
    block = np.frombuffer(whole, np.dtype("<f4"), count=batch.num_columns * batch.num_rows, offset=starts[0])
    return Matrix(path, schema.names, block.reshape(batch.num_columns, batch.num_rows)[:, : int(rows)])


class RowSet:
    """Rows of a matrix in the order in which targets and predictions name them; one range stays a range."""

    def __init__(self, selection: slice | npt.NDArray[np.intp]) -> None:
        """`selection` is a slice with start and stop, or the rows' numbers."""
        self._selection = selection
        self.size: int = selection.stop - selection.start if isinstance(selection, slice) else len(selection)

    def part(self, start: int, stop: int) -> "RowSet":
        """The rows from `start` to `stop`, counted within the set."""
        if isinstance(self._selection, slice):
            first: int = self._selection.start
            return RowSet(slice(first + start, first + min(stop, self.size)))
        return RowSet(self._selection[start:stop])

    def select(self, chosen: slice | npt.NDArray[np.intp]) -> "RowSet":
        """Rows of the set by their places in it."""
        if isinstance(chosen, slice):
            return self.part(chosen.start, chosen.stop)
        if isinstance(self._selection, slice):
            first: int = self._selection.start
            return RowSet(chosen + first)
        return RowSet(self._selection[chosen])

    def gather(self, matrix: Matrix, positions: list[int], padding: int = PADDING) -> npt.NDArray[np.float32]:
        """
        The set's values as (rows, columns), a column's values side by side. One range of rows over neighbouring
        columns is a view of the file; anything else is copied, column after column, and only what was asked for,
        `padding` values apart.
        """
        first, last = positions[0], positions[-1]
        if isinstance(self._selection, slice):
            if positions == list(range(first, last + 1)):
                return matrix.values[first : last + 1, self._selection].T
            return matrix.values[positions, self._selection].T
        # Padded like the file: numpy flattens a gapless array of columns by copying it, and scikit-learn's search for
        # infinities flattens what is gapless.
        gathered = np.empty((len(positions), self.size + padding), np.float32)[:, : self.size]
        for k, j in enumerate(positions):
            # The numbers were checked; 'clip' only spares numpy a second buffer.
            np.take(matrix.values[j], self._selection, out=gathered[k], mode="clip")
        return gathered.T


def read_rows(path: str, matrix: Matrix) -> RowSet:
    """A .npy file of ranges, shape (ranges, 2) with [from, to), or of row numbers, shape (rows)."""
    array = load_array(path, "rows", "iu")
    if array.size == 0 or array.ndim > 2 or (array.ndim == 2 and array.shape[1] != 2):
        raise InvalidInputError(f"the rows in {path} have the shape {array.shape}")
    numbers = array.astype(np.intp)
    low, high = int(numbers.min()), int(numbers.max()) - (numbers.ndim - 1)
    if low < 0 or high >= matrix.rows:
        raise InvalidInputError(f"rows {low} to {high} are asked of {matrix.path}, which has {matrix.rows}")
    if numbers.ndim == 1:
        return RowSet(numbers)
    starts, stops = numbers[:, 0], numbers[:, 1]
    if bool((stops <= starts).any()):
        raise InvalidInputError(f"a range of rows in {path} is empty or runs backwards")
    if len(numbers) == 1:
        return RowSet(slice(int(starts[0]), int(stops[0])))
    return RowSet(np.concatenate([np.arange(start, stop, dtype=np.intp) for start, stop in numbers]))
