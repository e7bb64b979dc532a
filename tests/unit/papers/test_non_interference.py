"""Two registers that differ only in what is withheld give the same public bytes, from every paper and every export."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from commreg.export.formats import export_formats
from commreg.export.request import ExportRequest
from commreg.papers import templating
from commreg.papers.context import build_context
from commreg.register.redact import redact_for
from commreg.values.durations import Duration
from tests.unit.builders import AS_OF, register_of, related_contracts, values
from tests.unit.register.test_redact import FULL, LISTS, WITHHOLDABLE, item

SETTINGS = """
[organisation]
name = "Merrowdale Council"
ocds_prefix = "ocds-0test0"
[severities]
CR302 = "note"
CR303 = "note"
"""
# A field that has one possible value beside the rest of the contract, or that another field decides.
FIXED = {"draft", "procurement.framework", "recommissioning.successor", "supersedes"}
FIXED |= {"value", "value.amount", "value.basis", "value.parts"}  # the amount is the sum of the parts; see below


def public(folder: Path, *entries: dict[str, Any]) -> Iterator[tuple[str, str | bytes]]:
    """Everything public that can be made of a register, each with its name."""
    register = register_of(folder, *entries, settings=SETTINGS)
    assert not register.errors, [(finding.code, finding.message) for finding in register.errors]
    redacted = redact_for(register, "public")
    names = build_context(redacted, redacted.views, register.settings, AS_OF, None, Duration(24, "m"))
    for paper in templating.list_papers(None):
        for form in paper.forms:
            yield f"{paper.name} {form}", templating.render(paper.name, form, names, None)
    request = ExportRequest(redacted.views, redacted, register.settings, AS_OF, "Merrowdale Council", {})
    for name, export in export_formats().items():
        yield name, export.render(request)
        yield f"remarks of {name}", "\n".join(export.remarks(request))


def same(folder: Path, first: list[dict[str, Any]], second: list[dict[str, Any]]) -> None:
    for (name, first_text), (_, two) in zip(public(folder / "1", *first), public(folder / "2", *second), strict=True):
        assert first_text == two, name


def altered(value: Any) -> Any:
    """Another value of the same sort."""
    if isinstance(value, dict):
        return {key: altered(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [altered(inner) for inner in value]
    for words in LISTS:
        if value in words:
            return next(word for word in reversed(list(words)) if word != value)
    if value.startswith("https://"):
        return f"{value}/otherwise"
    if value in ("true", "false"):
        return "false" if value == "true" else "true"
    if re.fullmatch(r"\d+\.\d\d", value):
        return f"{Decimal(value) + 1000}"
    if re.fullmatch(r"20\d\d/\d\d", value):
        return f"20{int(value[2:4]) - 1}/{value[2:4]}"  # the financial year before
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return (date.fromisoformat(value) - timedelta(days=1)).isoformat()
    return f"{value[:-1]}{9 - int(value[-1])}" if value[-1:].isdigit() else f"{value} otherwise"


def with_field(fields: dict[str, Any], name: str, change: Any) -> dict[str, Any]:
    """A contract with one field changed: `change` makes the new value of the old one."""
    first, _, rest = name.partition(".")
    return {**fields, first: with_field(fields[first], rest, change) if rest else change(fields[first])}


@pytest.mark.parametrize("name", sorted(set(WITHHOLDABLE) - FIXED))
def test_a_withheld_field_makes_no_difference(tmp_path: Path, name: str) -> None:
    first = {**FULL, **item(name)}
    same(tmp_path, [first, *related_contracts()], [with_field(first, name, altered), *related_contracts()])


@pytest.mark.parametrize("name", ["value.amount", "value.parts"])
def test_a_withheld_amount_takes_what_tells_it_along(tmp_path: Path, name: str) -> None:
    shared: dict[str, Any] = {
        "amount": "87654.00",
        "basis": "annual",
        "at_award": "87654.00",
        "irrecoverable_vat": "8765.40",
    }
    shared |= {"variation": "£87,654 a year, plus or minus 10% in year 2", "uplift": "CPI on 87654.00 each April"}
    shared |= {"parts": [{"what": "All", "amount": "87654.00", "basis": "annual"}]}
    more_fields: dict[str, Any] = {
        "amount": "12345.00",
        "basis": "annual",
        "at_award": "11000.00",
        "irrecoverable_vat": "1.00",
    }
    more_fields |= {
        "variation": "Fixed",
        "uplift": "None",
        "parts": [{"what": "x", "amount": "12345.00", "basis": "annual"}],
    }
    same(tmp_path, *([values(value=value, **item(name, "foi-43"))] for value in (shared, more_fields)))


@pytest.mark.parametrize(
    "copy",
    [
        {"funding": [{"source": "A grant", "amount": "87654.00"}]},
        {"spend": [{"year": "2020/21", "amount": "87654.00", "kind": "actual"}]},
    ],
)
def test_spend_and_funding_equal_to_a_withheld_amount_are_an_error(tmp_path: Path, copy: dict[str, Any]) -> None:
    value = {"amount": "87654.00", "basis": "annual"}
    register = register_of(tmp_path, values(value=value, **copy, **item("value.amount", "foi-43")))
    assert "CR223" in {finding.code for finding in register.errors}


def test_a_withheld_name_takes_the_numbers_that_lead_to_it_along(tmp_path: Path) -> None:
    first = {"name": "A Person", "company_number": "00987601", "charity_number": "9999901"}
    second = {"name": "B Somebody", "company_number": "07097123", "charity_number": "1234567"}
    numbers = ({"UKPRN": "10001234"}, {"UKPRN": "10009876"})
    entries = (
        [values(provider={**provider, "identifiers": identifiers}, **item("provider.name"))]
        for provider, identifiers in zip((first, second), numbers, strict=True)
    )
    same(tmp_path, *entries)


@pytest.mark.parametrize("field", ["recommissioning", "recommissioning.window_months"])
def test_a_withheld_window_makes_no_difference(tmp_path: Path, field: str) -> None:
    same(tmp_path, *([values(recommissioning={"window_months": months}, **item(field))] for months in ("23", "1")))


@pytest.mark.parametrize("link", ["recommissioning", "supersedes", "procurement"])
def test_a_draft_and_links_to_it_make_no_difference(tmp_path: Path, link: str) -> None:
    draft = values(id="ddd-2022", title="Secret plans", draft="true", kind="framework")
    fields: dict[str, dict[str, Any]] = {
        "recommissioning": {"recommissioning": {"successor": "ddd-2022"}},
        "supersedes": {"supersedes": "ddd-2022"},
        "procurement": {"procurement": {"framework": "ddd-2022"}},
    }
    same(tmp_path, [values(**fields[link]), draft], [values()])
