"""Matrix files as the TypeScript side writes them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest

Floats = npt.NDArray[np.float32]
WriteMatrix = Callable[[Floats], str]


def write_arrow(path: Path, columns: list[Floats], rows: int | None) -> str:
    """One batch of float32 columns; without `rows` the file is no matrix."""
    names = [f"f{j}" for j in range(len(columns))]
    metadata = None if rows is None else {b"trident.rows": str(rows).encode()}
    schema = pa.schema([(name, pa.float32()) for name in names], metadata=metadata)
    batch = pa.record_batch([pa.array(column) for column in columns], schema=schema)
    with pa.ipc.new_file(str(path), schema) as file:
        file.write_batch(batch)
    return str(path)


@pytest.fixture
def write_matrix(tmp_path: Path) -> WriteMatrix:
    """Writes (columns, rows) values, padded to a multiple of 16 rows."""

    def write(values: Floats) -> str:
        rows = values.shape[1]
        padded = np.zeros((len(values), -(-rows // 16) * 16), np.float32)
        padded[:, :rows] = values
        return write_arrow(tmp_path / "matrix.arrow", list(padded), rows)

    return write
