"""Small arrays that pass between client and host as .npy files: rows, targets, weights, results."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from trident_host.errors import InvalidInputError


def load_array(path: str, what: str, kinds: str) -> npt.NDArray[np.generic]:
    """The array of a .npy file whose dtype kind is one of `kinds` (numpy's letters); nothing in it is ever executed."""
    try:
        with Path(path).open("rb") as file:
            array: npt.NDArray[np.generic] = np.lib.format.read_array(file, allow_pickle=False)
    except (OSError, ValueError) as error:
        raise InvalidInputError(f"cannot read the {what} from {path}: {error}") from error
    if array.dtype.kind not in kinds:
        raise InvalidInputError(f"the {what} in {path} are of type {array.dtype}")
    return array


def save_array(path: str, values: npt.NDArray[np.float64]) -> None:
    """Writes a result as a .npy file in C order."""
    with Path(path).open("wb") as file:
        np.lib.format.write_array(file, np.ascontiguousarray(values), version=(1, 0), allow_pickle=False)
