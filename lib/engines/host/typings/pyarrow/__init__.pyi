from pyarrow import ipc as ipc

class ArrowInvalid(ValueError): ...

class Buffer(bytes):  # not so, but numpy is typed for the built-in buffers alone
    address: int
    size: int

class DataType: ...

class MemoryMappedFile:
    def size(self) -> int: ...
    def read_buffer(self, nbytes: int) -> Buffer: ...
    def close(self) -> None: ...

class Array:
    null_count: int
    def buffers(self) -> list[Buffer | None]: ...

class Schema:
    names: list[str]
    types: list[DataType]
    metadata: dict[bytes, bytes] | None

class RecordBatch:
    num_rows: int
    num_columns: int
    schema: Schema
    def column(self, i: int) -> Array: ...

class BufferReader:
    def __init__(self, obj: Buffer) -> None: ...

def memory_map(path: str, mode: str = ...) -> MemoryMappedFile: ...
def float32() -> DataType: ...
