from typing import Literal, Self

import numpy as np
import numpy.typing as npt

class LogisticRegression:
    coef_: npt.NDArray[np.float64]
    intercept_: npt.NDArray[np.float64]
    def __init__(
        self, *, C: float = ..., max_iter: int = ..., class_weight: Literal["balanced"] | None = ...
    ) -> None: ...
    def fit(
        self,
        X: npt.NDArray[np.float64],
        y: npt.NDArray[np.intp],
        sample_weight: npt.NDArray[np.float64] | None = ...,
    ) -> Self: ...
    def predict_proba(self, X: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]: ...
