"""The reference of exports has the columns of the code, in its order; --snapshot-update writes the tables anew."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from commreg.export.derived_fields import FACTS, OPTION, PLAN, STAGE, Field
from commreg.export.sqlite.schema import TABLES, VIEWS
from commreg.export.tables import CONTRACT, DEADLINE, EXTENSION, RECORDED
from commreg.export.xlsx.workbook import PRINTED, heading_of
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "reference" / "exports.md"
_FROM = {column.name: column.rests_on[0] for column in RECORDED}


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _named(fields: Iterable[Field]) -> str:
    return _table(("Name", "Kind", "What it says"), ((f"`{f.name}`", f.kind, f.about) for f in fields))


def _columns(fields: Iterable[Field]) -> str:
    return _table(
        ("Name", "Heading in the workbook", "Kind", "What it says"),
        ((f"`{f.name}`", heading_of(f.name), f.kind, f.about) for f in fields),
    )


def _contracts() -> str:
    return _table(
        ("Name", "Heading in the workbook", "Kind", "What it says", "From"),
        (
            (
                f"`{f.name}`",
                heading_of(f.name),
                f.kind,
                f.about,
                f"`{_FROM[f.name]}`" if f.name in _FROM else "reckoned",
            )
            for f in CONTRACT
        ),
    )


def _database() -> str:
    rows = [(f"`{table.name}`", ", ".join(f"`{field.name}`" for field in table.fields)) for table in TABLES]
    short = [
        (name, "as in [Contracts](#contracts), and `provider_id`" if name == "`contracts`" else held)
        for name, held in rows
    ]
    views = [(f"`{name}` (view)", query.splitlines()[0].removeprefix("-- ")) for name, query in VIEWS.items()]
    return _table(("Table", "Columns"), [*short, *views])


PARTS = {
    "facts": _named(FACTS),
    "options": _named(OPTION),
    "plan": _named(PLAN),
    "stages": _named(STAGE),
    "contracts": _contracts(),
    "extensions": _columns(EXTENSION),
    "deadlines": _columns(DEADLINE),
    "printed": ", ".join(PRINTED.values()) + ".",
    "database": _database(),
}


@pytest.mark.source_only
@pytest.mark.parametrize("name", PARTS)
def test_the_page_has_what_the_code_has(name: str, request: pytest.FixtureRequest) -> None:
    text = PAGE.read_text(encoding="utf-8")
    marked = re.compile(rf"(<!-- {name}: held by tests/test_export_pages.py -->\n\n)(.*?)(\n\n<!-- end -->)", re.DOTALL)
    found = marked.search(text)
    assert found, f"the page has no place for {name}"
    if request.config.getoption("--snapshot-update"):
        PAGE.write_text(f"{text[: found.start(2)]}{PARTS[name]}{text[found.end(2) :]}", encoding="utf-8")
        return
    assert found[2] == PARTS[name], "run this test with --snapshot-update, and read what it wrote"
