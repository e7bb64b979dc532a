"""Parquet: contracts as one typed table, each row with its organisation and as-of date, so that files can be combined.

Days are date32, amounts decimal128(18, 2), flags bool. Two registers of the same version of commreg have the same
columns, whatever is recorded in them. pyarrow is an extra: it is large, and few need it.
"""

from __future__ import annotations

from commreg.export.parquet.arrow import TYPES, file_bytes, pa
from commreg.export.request import ExportRequest
from commreg.export.tables import CONTRACT, contract_row, left_out
from commreg.model.data_fields import DataField, Value

FORMAT = 1
ORIGIN = (
    DataField("organisation", "text", "Organisation that keeps the register."),
    DataField("as_of", "day", "As-of date of the row."),
    DataField("audience", "text", "Who the file is for: public or internal."),
)


def render(request: ExportRequest) -> bytes:
    """The file. A withheld value is the redaction in a text column, blank in any other; `withheld` names the fields."""
    organisation = request.settings.organisation
    whose: dict[str, Value] = {
        "organisation": organisation.name or request.heading,
        "as_of": request.as_of,
        "audience": request.published.audience,
    }
    rows = [{**whose, **contract_row(view, request.settings)} for view in request.views]
    fields = (*ORIGIN, *CONTRACT)
    schema = pa.schema(
        [
            pa.field(
                field.name,
                TYPES[field.kind],
                nullable=field not in ORIGIN,
                metadata={"description": field.description},
            )
            for field in fields
        ],
        metadata={
            "commreg.format": str(FORMAT),
            "commreg.heading": request.heading,
            **{f"commreg.{what}": str(count) for what, count in left_out(request).items()},
        },
    )
    columns = [
        pa.array([row[field.name] for row in rows], typed.type) for field, typed in zip(fields, schema, strict=True)
    ]
    return file_bytes(schema, columns)
