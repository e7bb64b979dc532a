"""The tables of a dataset and their columns, from the declarations of recorded and derived fields.

SCHEMA is raised when a column changes its meaning. A column that is added, removed or of another type changes the
fingerprint without anybody's help, so that no change is silent.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from commreg.export.tables import CONTRACT, CONTRACT_ID, DEADLINE, EXTENSION, STAGE
from commreg.model.data_fields import DataField
from commreg.planning.derived import derived_fields
from commreg.planning.provider_identity import ProviderIdentity

SCHEMA = 1
# The columns of the folders, which every table has and no file holds.
PARTITION = (
    DataField("council", "text", "Key of the council."),
    DataField("as_of", "day", "As-of date of the register."),
)
# The names of the parts of a list's items; a list without is of texts.
LISTS: dict[str, tuple[str, ...]] = {
    "list of texts": (),
    "list of identifiers": ("scheme", "identifier"),
    "list of withheld fields": ("field", "wording"),
}
# What an amount covers, where no field says so: a fixed basis, or the column that has it.
_ANNUAL = "annual"
_WHOLE_TERM = "whole-term"
WITH_VAT = "whole-term-with-vat"
BASES = {
    "annual_value": _ANNUAL,
    "value_with_options": _WHOLE_TERM,
    "value_at_award": "value_basis",
    "irrecoverable_vat": "value_basis",
    "threshold_value": WITH_VAT,
}
FIXED_BASES = (_ANNUAL, _WHOLE_TERM, WITH_VAT)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a dataset: `kind` is one of `model.data_fields.Kind` or a name in LISTS."""

    name: str
    kind: str
    description: str

    @property
    def written_kind(self) -> str:
        """The kind with the parts of a list's items, for readers."""
        parts = LISTS.get(self.kind)
        return f"{self.kind} ({', '.join(parts)})" if parts else self.kind


def _columns(fields: Iterable[DataField]) -> list[Column]:
    return [Column(field.name, field.kind, field.description) for field in fields]


def _contract_columns() -> tuple[Column, ...]:
    """The columns of contracts: each amount followed by its basis, lists as lists."""
    columns: list[Column] = []
    for column in _columns(CONTRACT):
        if column.name == "withheld":
            continue  # a list, below
        columns.append(column)
        if column.name in BASES:
            columns.append(Column(f"{column.name}_basis", "text", f"What `{column.name}` covers."))
    return (
        *columns,
        *_columns(derived_fields(ProviderIdentity)),
        Column("provider_identifiers", "list of identifiers", "Published numbers of the provider, with their schemes."),
        Column("cpv", "list of texts", "CPV codes."),
        Column("main_cpv", "text", "The first CPV code, without its check digit."),
        Column("tags", "list of texts", "Keywords for searching."),
        Column("inspection", "list of texts", "Who inspects the service."),
        Column(
            "withheld",
            "list of withheld fields",
            "Fields withheld from this audience, blank in this row, with the wording that a public register shows.",
        ),
    )


_REGISTER = (
    Column("organisation", "text", "The council's name."),
    Column("service", "text", "The part of the council."),
    Column("key_made_from", "text", "What the council's key is made from: gss, identifier or name."),
    Column("gss_code", "text", "Code of the Office for National Statistics."),
    Column("council_type", "text", "Kind of council, from the GSS code."),
    Column("region", "text", "Region of England, from the settings."),
    Column("identifiers", "list of identifiers", "Published identifiers of the council."),
    Column("audience", "text", "Who the rows are for: public or internal."),
    Column("schema", "text", "The schema that the files were written with."),
    Column("contracts", "number", "Number of contracts in the tables."),
    Column("files_with_errors", "number", "Files with errors, which are not included."),
    Column("withheld_entries", "number", "Contracts withheld completely from this audience."),
    Column("withheld_fields", "number", "Fields withheld from this audience."),
)


@cache
def tables() -> dict[str, tuple[Column, ...]]:
    """The tables of a dataset and their columns, without those of the folders."""
    number = Column("number", "number", "Position within the contract, from 1.")
    contract = _columns([CONTRACT_ID])
    return {
        "registers": _REGISTER,
        "contracts": _contract_columns(),
        "extensions": tuple(_columns(EXTENSION)),
        "deadlines": tuple(_columns(DEADLINE)),
        "plan": (*contract, number, *_columns(STAGE)),
        "spend": (
            *contract,
            number,
            Column("year", "text", "Financial year, for example 2021/22."),
            Column("kind", "text", "actual, committed or forecast."),
            Column("amount", "pounds", "Pounds."),
            Column("amount_basis", "text", "What `amount` covers: financial-year."),
        ),
    }


def layout() -> dict[str, dict[str, str]]:
    """The kinds of all columns by table and name, as the file of a dataset records them."""
    return {table: {column.name: column.kind for column in columns} for table, columns in tables().items()}


@cache
def schema_name() -> str:
    """SCHEMA with a fingerprint of the columns: 1-3f9c2ab0."""
    text = json.dumps(layout(), ensure_ascii=True)
    return f"{SCHEMA}-{sha256(text.encode('ascii')).hexdigest()[:8]}"
