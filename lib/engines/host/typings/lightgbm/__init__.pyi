from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from lightgbm import basic as basic
from lightgbm import callback as callback

class Dataset:
    def __init__(
        self,
        data: npt.NDArray[np.float32],
        label: npt.NDArray[np.float32] | npt.NDArray[np.intp],
        *,
        weight: npt.NDArray[np.float64] | None = ...,
        reference: Dataset | None = ...,
        params: Mapping[str, Any],
        free_raw_data: bool = ...,
    ) -> None: ...
    def construct(self) -> Self: ...
    def set_weight(self, weight: npt.NDArray[np.float64] | None) -> Self: ...

class Booster:
    best_iteration: int
    def __init__(self, *, model_str: str) -> None: ...
    def current_iteration(self) -> int: ...
    def model_to_string(self, *, num_iteration: int | None = ...) -> str: ...
    def feature_importance(self, importance_type: str) -> npt.NDArray[np.float64]: ...
    def predict(
        self, data: npt.NDArray[np.float32], *, pred_contrib: bool = ..., num_threads: int = ...
    ) -> npt.NDArray[np.float64]: ...

def train(
    params: Mapping[str, Any],
    train_set: Dataset,
    num_boost_round: int,
    *,
    valid_sets: Sequence[Dataset] | None = ...,
    callbacks: Sequence[Callable[[callback.CallbackEnv], None]] = ...,
    keep_training_booster: bool = ...,
) -> Booster: ...
def early_stopping(stopping_rounds: int, *, verbose: bool = ...) -> Callable[[callback.CallbackEnv], None]: ...
