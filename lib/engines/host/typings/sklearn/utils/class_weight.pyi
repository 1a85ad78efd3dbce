from typing import Literal

import numpy as np
import numpy.typing as npt

def compute_sample_weight(class_weight: Literal["balanced"], y: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]: ...
