"""Tables as Parquet files, with their types."""

from __future__ import annotations

import pyarrow as pa  # type: ignore[import-untyped]  # it has no types
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # it has no types


def parquet_bytes(table: pa.Table) -> bytes:
    """Give the file; the same table and the same version of pyarrow and pandas give the same bytes."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    data: bytes = sink.getvalue().to_pybytes()
    return data
