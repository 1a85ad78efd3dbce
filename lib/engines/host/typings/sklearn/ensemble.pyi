from typing import Literal, Self

import numpy as np
import numpy.typing as npt

class RandomForestClassifier:
    feature_importances_: npt.NDArray[np.float64]
    classes_: npt.NDArray[np.intp]
    def __init__(
        self,
        n_estimators: int = ...,
        *,
        max_depth: int | None = ...,
        min_samples_leaf: int = ...,
        max_features: Literal["sqrt", "log2"] | float | int | None = ...,
        class_weight: Literal["balanced"] | None = ...,
        random_state: int = ...,
        n_jobs: int = ...,
        warm_start: bool = ...,
    ) -> None: ...
    def fit(
        self,
        X: npt.NDArray[np.float32],
        y: npt.NDArray[np.intp],
        sample_weight: npt.NDArray[np.float64] | None = ...,
    ) -> Self: ...
    def predict_proba(self, X: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]: ...
    def set_params(self, *, n_estimators: int = ..., n_jobs: int = ...) -> Self: ...
