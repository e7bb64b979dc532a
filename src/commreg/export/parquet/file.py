"""Parquet: contracts as one typed table, each row with whose it is and as at when, so that many files make one.

Days are date32, amounts decimal128(14, 2), flags bool. Two registers of the same version of commreg have the same
columns, whatever is recorded in them. pyarrow is an extra: it is large, and few need it.
"""

from __future__ import annotations

import io
from typing import Any

from commreg.diagnostics.errors import InputError
from commreg.export.request import ExportRequest
from commreg.export.tables import CONTRACT, contract_row, left_out
from commreg.model.data_fields import DataField, Value

try:
    import pyarrow as pa
    from pyarrow import parquet
except ImportError:
    raise InputError(
        "export parquet needs pyarrow, which is not installed", hint='install it with: pip install "commreg[parquet]"'
    ) from None

FORMAT = 1
WHOSE = (
    DataField("organisation", "text", "Whose register it is."),
    DataField("as_of", "day", "The day that all of the row is as at."),
    DataField("audience", "text", "Who may see the file: public or internal."),
)
_TYPES: dict[str, Any] = {
    "text": pa.string(),
    "day": pa.date32(),
    "pounds": pa.decimal128(14, 2),
    "number": pa.int32(),
    "flag": pa.bool_(),
}


def render(outgoing: ExportRequest) -> bytes:
    """The file. What is withheld is the words in a column of text, and blank in any other; `withheld` names it."""
    organisation = outgoing.settings.organisation
    whose: dict[str, Value] = {
        "organisation": organisation.name or outgoing.heading,
        "as_of": outgoing.as_of,
        "audience": outgoing.published.audience,
    }
    rows = [{**whose, **contract_row(record, outgoing.settings)} for record in outgoing.records]
    fields = (*WHOSE, *CONTRACT)
    schema = pa.schema(
        [
            pa.field(
                field.name, _TYPES[field.kind], nullable=field not in WHOSE, metadata={"description": field.description}
            )
            for field in fields
        ],
        metadata={
            "commreg.format": str(FORMAT),
            "commreg.heading": outgoing.heading,
            **{f"commreg.{what}": str(count) for what, count in left_out(outgoing).items()},
        },
    )
    columns = [
        pa.array([row[field.name] for row in rows], typed.type) for field, typed in zip(fields, schema, strict=True)
    ]
    out = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(columns, schema=schema), out, compression="snappy")
    return out.getvalue()
