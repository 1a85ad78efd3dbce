from collections.abc import Callable, Mapping

class Endpoint:
    def __init__(
        self,
        dispatcher: Mapping[str, Callable[[dict[str, object]], object]],
        consumer: Callable[[dict[str, object]], None],
        max_workers: int = ...,
    ) -> None: ...
    def consume(self, message: dict[str, object]) -> None: ...
    def notify(self, method: str, params: object = ...) -> None: ...
