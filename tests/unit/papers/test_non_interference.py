"""Two registers that differ only in what is withheld give the same public bytes, in every output."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from commreg.cli.commands.diff import FORMATS as CHANGES_FORMATS
from commreg.dataset.council_key import council_key
from commreg.dataset.rows import rows_by_table
from commreg.diff.registers import RegisterVersion, compare_registers
from commreg.export.formats import export_formats
from commreg.export.request import ExportRequest
from commreg.papers import templating
from commreg.papers.context import build_context
from commreg.register.load import Register
from commreg.register.redact import redact_for
from commreg.site.entries import Source
from commreg.site.site import SiteRequest, build_site
from commreg.values.durations import Duration
from tests.unit.builders import AS_OF, register_of, related_contracts, values
from tests.unit.hypothesis_profile import THOROUGH, sample
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


def load(folder: Path, entries: list[dict[str, Any]]) -> Register:
    register = register_of(folder, *entries, settings=SETTINGS)
    assert not register.errors, [(finding.code, finding.message) for finding in register.errors]
    return register


def public(register: Register) -> Iterator[tuple[str, str | bytes]]:
    """Everything public that can be made of a register, each with its name."""
    redacted = redact_for(register, "public")
    names = build_context(redacted, redacted.views, register.settings, AS_OF, None, Duration(24, "m"))
    for paper in templating.list_papers(None):
        for form in paper.forms:
            yield f"{paper.name} {form}", templating.render(paper.name, form, names, None)
    source = Source(redacted, register.settings, AS_OF)
    yield from build_site(SiteRequest(source, None)).items()
    request = ExportRequest(redacted.views, redacted, register.settings, AS_OF, "Merrowdale Council", {})
    for name, export in export_formats().items():
        yield name, export.render(request)
        yield f"remarks of {name}", "\n".join(export.remarks(request))
    yield "dataset", repr(rows_by_table(request, council_key(register.settings.organisation)))


def public_diff(before: Register, after: Register) -> Iterator[tuple[str, str]]:
    """The public changes from one register to another, in every format."""
    earlier, later = (
        RegisterVersion(name, side, {path: Path(side.config.root, path).read_bytes() for path in side.checked})
        for name, side in (("before", before), ("after", after))
    )
    changes = compare_registers(earlier, later, AS_OF, None, "public")
    for name, changes_format in CHANGES_FORMATS.items():
        yield f"diff {name}", changes_format.render(changes, None)


def same(folder: Path, first: list[dict[str, Any]], second: list[dict[str, Any]]) -> None:
    """Two registers give the same public bytes, and a change from one to the other is no public change."""
    earlier, later = load(folder / "1", first), load(folder / "2", second)
    for (name, left), (_, right) in zip(public(earlier), public(later), strict=True):
        assert left == right, name
    for (name, left), (_, right) in zip(public_diff(earlier, earlier), public_diff(earlier, later), strict=True):
        assert left == right, name


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


LINKS = ["recommissioning", "supersedes", "procurement"]


def linked(link: str, contract_id: str) -> dict[str, Any]:
    """The fields of a contract that name another."""
    steps = {"recommissioning": "successor", "procurement": "framework"}
    return {link: {steps[link]: contract_id} if link in steps else contract_id}


def with_field(fields: dict[str, Any], name: str, change: Any) -> dict[str, Any]:
    """A contract with one field changed: `change` makes the new value of the old one."""
    first, _, rest = name.partition(".")
    return {**fields, first: with_field(fields[first], rest, change) if rest else change(fields[first])}


# One field of each group that is worked out or shown in a way of its own; all of them in a thorough run.
FIELDS = sorted(set(WITHHOLDABLE) - FIXED)
TYPICAL = {"provider.name", "procurement.exemption", "recommissioning", "monitoring.frequency", "spend", "title"}


@pytest.mark.parametrize("name", FIELDS if THOROUGH else sorted(TYPICAL))
def test_a_withheld_field_makes_no_difference(tmp_path: Path, name: str) -> None:
    first = {**FULL, **item(name)}
    same(tmp_path, [first, *related_contracts()], [with_field(first, name, altered), *related_contracts()])


@pytest.mark.parametrize("name", sample(["value.amount", "value.parts"], 2))
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
    second = {"name": "B Anybody", "company_number": "07097123", "charity_number": "1234567"}
    numbers = ({"UKPRN": "10001234"}, {"UKPRN": "10009876"})
    entries = (
        [values(provider={**provider, "identifiers": identifiers}, **item("provider.name"))]
        for provider, identifiers in zip((first, second), numbers, strict=True)
    )
    same(tmp_path, *entries)


@pytest.mark.parametrize("field", sample(["recommissioning.window_months", "recommissioning"], 2))
def test_a_withheld_window_makes_no_difference(tmp_path: Path, field: str) -> None:
    same(tmp_path, *([values(recommissioning={"window_months": months}, **item(field))] for months in ("23", "1")))


@pytest.mark.parametrize("link", sample(LINKS, 3))
def test_a_draft_and_links_to_it_make_no_difference(tmp_path: Path, link: str) -> None:
    draft = values(id="ddd-2022", title="Secret plans", draft="true", kind="framework")
    same(tmp_path, [values(**linked(link, "ddd-2022")), draft], [values()])


@pytest.mark.parametrize("link", sample(LINKS, 3))
def test_an_entry_withheld_whole_and_links_to_it_make_no_difference(tmp_path: Path, link: str) -> None:
    """Its id and everything in it can differ; that there is one, and that a contract has a link to it, is public."""
    hidden = [
        values(id=id_, title=title, kind="framework", provider={"name": name}, **item("entry"))
        for id_, title, name in (("aaa-2015", "Zq one", "Zq two"), ("zzz-2017", "Zq three", "Zq four"))
    ]
    same(tmp_path, *([values(**linked(link, entry["id"])), entry] for entry in hidden))


def test_the_order_of_the_ids_of_entries_withheld_whole_makes_no_difference(tmp_path: Path) -> None:
    grounds = (item("entry", "foi-43"), item("entry", "foi-41"))
    same(
        tmp_path,
        *(
            [values(), *(values(id=id_, title=id_, **ground) for id_, ground in zip(ids, grounds, strict=True))]
            for ids in (("aaa-2015", "zzz-2017"), ("zzz-2015", "aaa-2017"))
        ),
    )


def test_internal_fields_make_no_difference(tmp_path: Path) -> None:
    def entry(word: str, amount: str) -> dict[str, Any]:
        query = {"field": "term.end", "says": f"{word} says otherwise", "source": word}
        return values(
            notes=f"{word} notes",
            local={f"{word} field": word},
            queries=[query],
            monitoring={"frequency": "quarterly", "owner": f"{word} owner"},
            recommissioning={"intention": "undecided", "estimated_value": {"amount": amount}},
            documents=[{"title": f"{word} paper", "url": f"https://{word}.example/", "visibility": "internal"}],
        )

    same(tmp_path, [entry("first", "10.00")], [entry("other", "990000.00")])
