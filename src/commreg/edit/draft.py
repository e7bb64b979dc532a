"""New entries: the file of a contract that somebody has just told us of, and the draft of one that takes over.

Nothing is made up. What is not known is left out and said in a comment; what is carried over is marked to be checked.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import date
from typing import Any

from commreg.diagnostics.field_path import FieldPath
from commreg.edit.contract_file import compose
from commreg.model.contract import Contract
from commreg.model.fields import LONGEST_ID
from commreg.model.file_values import to_file_values
from commreg.model.ids import new_id
from commreg.values.dates import last_day, long_date

NOT_APPOINTED = "Not yet appointed"
NOT_AGREED = "Not agreed yet"
# What an entry should say besides what it must, in the order of the file.
_WORTH_HAVING = ("reference", "description", "statutory", "value", "procurement", "monitoring")
_ASIDE = "Still to be recorded, as far as it applies: take the # off, and write what is so."
_UNKNOWN_OPTIONS = "Options to extend are not recorded. If there are none, write extensions: [] in term."
# What the next contract is likely to share with the one before.
_CARRIED = ("kind", "service_area", "description", "statutory", "tags")
_MONITORING = ("frequency", "owner", "forum", "inspection")


def free_id(title: str, start: date, taken: Container[str]) -> str:
    """The telling words of a title and the year it starts; with a number only where somebody has that id."""
    wanted = new_id(title, start.isoformat())
    name, number = wanted, 2
    while name in taken:
        name = f"{wanted[: LONGEST_ID - 4]}-{number}"
        number += 1
    return name


def new_text(contract: Contract, schema: str | None = None) -> str:
    """The file of a new contract, with what is still to be recorded in comments at its foot."""
    comments: dict[FieldPath, str] = {}
    if contract.term.extensions is None and contract.term.end is not None:
        comments["term",] = _UNKNOWN_OPTIONS
    return compose(contract, comments, schema) + _still_to_say(contract)


def _still_to_say(contract: Contract) -> str:
    missing = [name for name in _WORTH_HAVING if getattr(contract, name) is None]
    lines = [f"# {name}: {Contract.model_fields[name].description}" for name in missing]
    return "".join(f"{line}\n" for line in ([f"# {_ASIDE}", *lines] if lines else []))


def successor_values(before: Contract, given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a draft that takes over: what was given, and of the contract before what is likely to stay."""
    values = {name: to_file_values(getattr(before, name)) for name in _CARRIED if getattr(before, name) is not None}
    monitoring = {
        name: to_file_values(value)
        for name in _MONITORING
        if before.monitoring and (value := getattr(before.monitoring, name)) is not None
    }
    if monitoring:
        values["monitoring"] = monitoring
    if before.recommissioning and before.recommissioning.route:
        values["procurement"] = {"route": before.recommissioning.route}
    term = {"start": given["start"].isoformat()}
    if given.get("end"):
        term["end"] = given["end"].isoformat()
    else:
        term |= {"ends_when": NOT_AGREED, "review_on": last_day(given["start"]).isoformat()}
    values |= {
        "id": given["id"],
        "title": given.get("title") or before.title,
        "draft": "true",
        "provider": {"name": given.get("provider") or NOT_APPOINTED},
        "term": term,
        "supersedes": before.id,
    }
    withheld = tuple(_withheld(before, values))
    return {**values, "publication": {"withhold": withheld}} if withheld else values


def _withheld(before: Contract, values: Mapping[str, Any]) -> Iterable[Any]:
    """What is withheld of the contract before stays withheld of what is carried over from it."""
    publication = before.publication
    for item in (publication.withhold or ()) if publication else ():
        head, _, rest = item.field.partition(".")
        carried = head in (*_CARRIED, "title", "supersedes") or (head == "monitoring" and rest in ("", *_MONITORING))
        found = values.get(head)
        for step in rest.split(".") if rest else ():
            found = found.get(step) if isinstance(found, Mapping) else None
        if item.field == "entry" or (carried and found is not None):
            yield to_file_values(item)


def successor_text(contract: Contract, before: Contract, schema: str | None = None) -> str:
    """The file of a draft, with what is to be checked or settled said above each field."""
    carried = f"To check: carried over from {before.id}."
    comments: dict[FieldPath, str] = {
        (): f"Drafted to take over from {before.id}.",
        ("draft",): "Take this line out once it is awarded: until then it counts as no contract.",
        ("term",): f"To settle: start follows from the end of {before.id}; then the end, and the options to extend.",
    }
    for name in ("description", "statutory", "monitoring"):
        if getattr(contract, name) is not None:
            comments[name,] = carried
    if contract.term.end is None:
        comments["term", "ends_when"] = (
            "Once the end is known, write end: with the last day here, and take out ends_when and review_on."
        )
    if contract.provider.name == NOT_APPOINTED:
        comments["provider",] = "To settle: who it is with."
    return compose(contract, comments, schema) + _still_to_say(contract)


def renewed(before: Contract, contract: Contract) -> list[str]:
    """What was done, in lines."""
    return [
        f"{contract.id} is drafted. It starts on {long_date(contract.term.start)} and takes over from {before.id}.",
        "Read the file: what is to be checked or settled is said in its comments.",
        f"It counts as no contract, and changes nothing in the plan of {before.id}, until draft: true is taken out.",
    ]
