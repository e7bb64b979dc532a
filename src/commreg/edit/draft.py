"""Write the file of a new contract, and the draft of the contract that takes over from one.

Nothing is made up: what is not known is left out and listed in a comment, and what is copied is marked to be checked.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from commreg.diagnostics.field_path import FieldPath
from commreg.edit.contract_file import compose
from commreg.model.contract import Contract
from commreg.model.fields import MAX_ID_LENGTH
from commreg.model.file_values import to_file_values
from commreg.model.ids import new_id
from commreg.planning.extensions import are_options_recorded
from commreg.values.dates import last_day

NOT_APPOINTED = "Not yet appointed"
NOT_AGREED = "Not agreed yet"
# Optional fields that an entry should have, in file order, each with the lines of an example.
_RECOMMENDED_FIELDS = {
    "reference": ("reference: ABC/2024/01",),
    "description": ("description: What the service does, and for whom.",),
    "statutory": ("statutory:", "  basis: Children and Families Act 2014, section 32"),
    "value": ("value:", "  amount: 74000.00", "  basis: annual"),
    "procurement": ("procurement:", "  route: open"),
    "monitoring": ("monitoring:", "  frequency: quarterly", "  owner: Head of Early Help"),
}
_EXAMPLE = "# To check: an example."
_MISSING_FIELDS = "Not recorded yet. If a field applies, remove the # in front of it and replace the example."
_MISSING_EXTENSIONS = "Extension options are not recorded. If there are none, write extensions: [] in term."
# Fields that the next contract is likely to share with the one before.
_COPIED_FIELDS = ("kind", "service_area", "description", "statutory", "tags")
_COPIED_MONITORING = ("frequency", "owner", "forum", "inspection")


@dataclass(frozen=True, slots=True)
class SuccessorTerms:
    """What is known of the contract that takes over. None means not agreed, or the same title as before."""

    start: date
    end: date | None = None
    title: str | None = None
    provider: str | None = None


def unused_id(title: str, start: date, used_ids: Container[str]) -> str:
    """An id from the title and the year of the start, with a number if that id is used."""
    base = new_id(title, start.isoformat())
    candidate, number = base, 2
    while candidate in used_ids:
        candidate = f"{base[: MAX_ID_LENGTH - 4]}-{number}"
        number += 1
    return candidate


def new_text(contract: Contract, schema: str | None = None) -> str:
    """The file of a new contract. Comments at its end list the fields that are still to be recorded."""
    comments: dict[FieldPath, str] = {}
    if not are_options_recorded(contract.term):
        comments["term",] = _MISSING_EXTENSIONS
    return compose(contract, comments, schema) + _missing_fields(contract)


def _missing_fields(contract: Contract) -> str:
    """Comments that are fields with an example once the # in front is removed; each then has an open comment."""
    lines = [
        f"# {line}" if line.endswith(":") else f"# {line}  {_EXAMPLE}"
        for name, example in _RECOMMENDED_FIELDS.items()
        if getattr(contract, name) is None
        for line in example
    ]
    return "".join(f"{line}\n" for line in ([f"# {_MISSING_FIELDS}", *lines] if lines else []))


def successor_values(before: Contract, successor_id: str, terms: SuccessorTerms) -> dict[str, Any]:
    """The fields of a draft that takes over: its terms, and what is likely to stay the same."""
    values = {
        name: to_file_values(getattr(before, name)) for name in _COPIED_FIELDS if getattr(before, name) is not None
    }
    monitoring = {
        name: to_file_values(value)
        for name in _COPIED_MONITORING
        if before.monitoring and (value := getattr(before.monitoring, name)) is not None
    }
    if monitoring:
        values["monitoring"] = monitoring
    if before.recommissioning and before.recommissioning.route:
        values["procurement"] = {"route": before.recommissioning.route}
    term = {"start": terms.start.isoformat()}
    if terms.end:
        term["end"] = terms.end.isoformat()
    else:
        term |= {"ends_when": NOT_AGREED, "review_on": last_day(terms.start).isoformat()}
    values |= {
        "id": successor_id,
        "title": terms.title or before.title,
        "draft": "true",
        "provider": {"name": terms.provider or NOT_APPOINTED},
        "term": term,
        "supersedes": before.id,
    }
    withheld = tuple(_copied_withholding(before, values))
    return {**values, "publication": {"withhold": withheld}} if withheld else values


def _copied_withholding(before: Contract, values: Mapping[str, Any]) -> Iterator[Any]:
    """What is withheld of the contract before stays withheld if it is copied."""
    publication = before.publication
    for item in (publication.withhold or ()) if publication else ():
        group, _, rest = item.field.partition(".")
        is_copied = group in (*_COPIED_FIELDS, "title", "supersedes") or (
            group == "monitoring" and rest in ("", *_COPIED_MONITORING)
        )
        value = values.get(group)
        for step in rest.split(".") if rest else ():
            value = value.get(step) if isinstance(value, Mapping) else None
        if item.field == "entry" or (is_copied and value is not None):
            yield to_file_values(item)


def successor_text(contract: Contract, before: Contract, start_source: str, schema: str | None = None) -> str:
    """The file of a draft. Comments above the fields say what to check and what to do.

    `start_source` says where its start comes from, as a clause that follows "which"; empty if somebody gave it.
    """
    copied = f"To check: copied from {before.id}."
    source = f", which {start_source}" if start_source else ""
    comments: dict[FieldPath, str] = {
        (): f"Drafted to take over from {before.id}.",
        ("draft",): "Remove this line once the contract is awarded. Until then it is not counted as a contract.",
        ("term",): f"To do: check the start{source}; add the end and the extensions.",
    }
    for name in ("description", "statutory", "monitoring"):
        if getattr(contract, name) is not None:
            comments[name,] = copied
    if contract.term.end is None:
        comments["term", "ends_when"] = (
            "Once the end is agreed, add end: with the last day, and remove ends_when and review_on."
        )
    if contract.provider.name == NOT_APPOINTED:
        comments["provider",] = "To do: add the provider."
    return compose(contract, comments, schema) + _missing_fields(contract)
