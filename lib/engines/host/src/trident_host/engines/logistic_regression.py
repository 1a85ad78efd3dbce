"""scikit-learn's logistic regression."""

import numpy as np
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from trident_host.engines.engine import Data, Device, Doubles, Floats, Report, Training
from trident_host.errors import DeviceError
from trident_host.params import Params


class LogisticRegressions:
    """The engine."""

    def accelerator(self) -> Device:
        """There is none."""
        raise DeviceError("scikit-learn's logistic regression has no GPU")

    def prepare(self, data: Data, threads: int, device: Device) -> "LogisticSet":  # noqa: ARG002
        """Gathers the rows in double precision."""
        return LogisticSet(data, data.learn.gather().astype(np.float64))


class LogisticSet:
    """Gathered rows."""

    def __init__(self, data: Data, x: Doubles) -> None:
        """`x` are the rows to learn from."""
        self._data, self._x = data, x

    def fit(self, training: Training, params: Params, report: Report) -> "LogisticModel":
        """Minimises the penalised loss with lbfgs, columns as they are."""
        params.stopping_rounds(False)
        regression = LogisticRegression(
            C=params.number("c", 0),
            max_iter=params.integer("iterations", 1, 1_000_000),
            class_weight="balanced" if params.balanced() else None,
        )
        params.done()
        report(0, 1)
        with threadpool_limits(training.threads):
            learn = self._data.learn
            regression.fit(self._x, learn.target, sample_weight=learn.weight)
        report(1, 1)
        return LogisticModel(regression, self._data.classes)


class LogisticModel:
    """Fitted coefficients."""

    def __init__(self, regression: LogisticRegression, classes: list[int]) -> None:
        """Takes a fitted regression."""
        self._regression = regression
        self.classes = classes
        self.device: Device = "cpu"
        self.importances: Doubles = np.abs(regression.coef_).mean(axis=0)
        self.facts: dict[str, object] = {
            "coefficients": regression.coef_.tolist(),
            "intercepts": regression.intercept_.tolist(),
        }

    def predict(self, x: Floats) -> Doubles:
        """Probabilities (rows, classes)."""
        return self._regression.predict_proba(x.astype(np.float64))
