"""pyarrow, which is an extra, and its types for the kinds of fields."""

from __future__ import annotations

import io
from typing import Any

from commreg.diagnostics.errors import InputError

try:
    import pyarrow as pa
    from pyarrow import parquet
except ImportError:
    raise InputError(
        "export parquet needs pyarrow, which is not installed", hint='install it with: pip install "commreg[parquet]"'
    ) from None

__all__ = ["TYPES", "file_bytes", "pa", "parquet"]
TYPES: dict[str, Any] = {
    "text": pa.string(),
    "day": pa.date32(),
    "pounds": pa.decimal128(18, 2),
    "number": pa.int32(),
    "flag": pa.bool_(),
}


def file_bytes(schema: Any, columns: list[Any]) -> bytes:
    """A Parquet file with these columns."""
    out = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(columns, schema=schema), out, compression="snappy")
    return out.getvalue()
