from xgboost import Booster

class TrainingCallback:
    def before_iteration(self, model: Booster, epoch: int, evals_log: object) -> bool: ...
