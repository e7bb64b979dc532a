"""All outputs of one day agree: every listing, paper, export and calendar is run, read back and compared.

DESIGN: two outputs of the same register on the same day never contradict each other. A failure names the contract, the
fact and the outputs.
"""

from __future__ import annotations

import json
import re
import shutil
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.agreement import read_back
from tests.agreement.claims import Claims
from tests.conftest import Program
from tests.test_worked_by_hand import CASES, DAYS, SETTINGS, exempt, option, term
from tests.unit.builders import full_contract, register_of, related_contracts, values
from tests.unit.hypothesis_profile import THOROUGH, examples

PAPERS = ("appendix", "booklet", "briefing", "committee-report", "exemptions", "expiring", "pipeline", "register")
LISTINGS = ("list", "expiring --within 600m", "recommissioning", "timeline")
AUDIENCES = ("internal", "public")
FORMS = ("markdown", "html")
_TOTAL = "Contract values total"


class Reader:
    """Runs the outputs of a register for an audience on a day, and reads them back."""

    def __init__(self, run: Program, root: Path, as_of: str, audience: str, scratch: Path) -> None:
        self.claims = Claims()
        self._run, self._root, self._as_of = run, root, as_of
        self._audience, self._scratch = audience, scratch
        exported = self._out("export", "json")
        read_back.read_export_json(self.claims, "export json", exported)
        self._ids = read_back.titles(
            (entry["recorded"]["id"], entry["recorded"].get("title", "")) for entry in json.loads(exported)["contracts"]
        )

    def _out(self, *words: str) -> str:
        audience = ("--audience", self._audience) if words[0] in ("export", "render") else ()
        ran = self._run("-C", str(self._root), *words, *audience, "--as-of", self._as_of)
        assert ran.code in (0, 1), (words, ran.err)
        return ran.out

    def read_data(self) -> None:
        """The listings and exports for programs. Listings are for the internal audience."""
        claims, database = self.claims, self._scratch / "register.sqlite"
        for listing in LISTINGS if self._audience == "internal" else ():
            text = self._out(*listing.split(), "--format", "json")
            read_back.read_json(claims, f"{listing} --format json", text)
            if listing != "timeline":
                text = self._out(*listing.split(), "--format", "csv")
                read_back.read_csv(claims, f"{listing} --format csv", text)
        if self._audience == "internal":
            text = self._out("deadlines", "--within", "600m", "--format", "json")
            read_back.read_deadlines(claims, "deadlines --format json", text)
        self._out("export", "sqlite", "-o", str(database))
        read_back.read_database(claims, "export sqlite", database)
        read_back.read_calendar(claims, "export ics", self._out("export", "ics"))

    def read_files(self) -> None:
        """The workbook, the OCDS package and the file of the Transparency Code."""
        workbook = self._scratch / "register.xlsx"
        self._out("export", "xlsx", "-o", str(workbook))
        read_back.read_workbook(self.claims, "export xlsx", workbook)
        read_back.read_ocds(self.claims, "export ocds", self._out("export", "ocds"))
        text = self._out("export", "transparency-code")
        read_back.read_transparency_code(self.claims, "export transparency-code", text)

    def read_papers(self) -> None:
        """Every paper, in one of its forms by default, and the listings as Markdown.

        The total is compared where it is that of the whole register.
        """
        for listing in LISTINGS[:3] if self._audience == "internal" else ():
            text = self._out(*listing.split(), "--format", "markdown")
            if listing != "list":
                text = text.replace(_TOTAL, "")
            read_back.read_markdown(self.claims, f"{listing} --format markdown", text, self._ids)
        if self._audience == "internal":
            text = self._out("summary", "--format", "markdown")
            read_back.read_total(self.claims, "summary --format markdown", text, is_whole_register=False)
        for paper in PAPERS:
            for form in FORMS if THOROUGH else FORMS[self._audience == "public" :][:1]:
                read = read_back.read_html if form == "html" else read_back.read_markdown
                text = self._out("render", paper, "--format", form)
                if paper not in ("register", "booklet"):
                    text = text.replace(_TOTAL, "")
                read(self.claims, f"render {paper} ({form})", text, self._ids)

    def read_everything(self) -> Claims:
        """Every output."""
        self.read_data()
        self.read_files()
        self.read_papers()
        return self.claims


@pytest.fixture
def real_register(real: Path) -> Path:
    """A copy of the real register that has an OCDS prefix."""
    settings_file = real / "pyproject.toml"
    text = settings_file.read_text(encoding="utf-8")
    prefix = 'ocds_prefix = "ocds-0test0"\n'
    settings_file.write_text(
        text.replace("[tool.commreg.organisation]\n", f"[tool.commreg.organisation]\n{prefix}"), encoding="utf-8"
    )
    return real


@pytest.fixture
def rich_register(tmp_path: Path) -> Path:
    """Every field and state: the contracts worked out by hand, one with everything, withheld fields, a framework."""
    contracts = [full_contract(), *related_contracts()]
    for number, (name, (terms, followers, *_)) in enumerate(CASES.items()):
        contracts.append(values(**deepcopy(terms), id=f"case-{number}", title=f"Case {number}, {name}"))
        contracts += [
            follower | {"id": f"later-{number}", "title": f"After {name}", "supersedes": f"case-{number}"}
            for follower in followers
        ]
    hidden = {"field": "value.amount", "basis": "foi-43", "reason": "Prices"}
    late = term("2027-03-31", option(6, 3))
    contracts += [
        values(**late, id="withheld-value", title="Withheld value", publication={"withhold": [hidden]}),
        values(
            **late | exempt("2027-06-30"),
            id="withheld-exemption",
            title="Withheld exemption",
            publication={"withhold": [hidden | {"field": "procurement.exemption"}]},
        ),
    ]
    settings_text = f'[organisation]\nname = "Anyshire"\nocds_prefix = "ocds-0test0"\n{SETTINGS}'
    register_of(tmp_path / "rich", *contracts, settings=settings_text)
    return tmp_path / "rich"


def check_agreement(claims: Claims) -> None:
    differences = claims.differences()
    assert not differences, "\n".join(["Two outputs of one day differ:", *differences])


@pytest.mark.parametrize("audience", AUDIENCES if THOROUGH else AUDIENCES[:1])
@pytest.mark.parametrize("as_of", ["2021-12-16", *(("2022-04-05", "2023-04-01") if THOROUGH else ())])
def test_every_output_of_the_real_register_agrees(
    as_of: str, audience: str, real_register: Path, tmp_path: Path, commreg: Program
) -> None:
    claims = Reader(commreg, real_register, as_of, audience, tmp_path).read_everything()
    assert len(claims.outputs) >= (20 if audience == "internal" else 12)
    check_agreement(claims)


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("as_of", DAYS if THOROUGH else DAYS[:1])
def test_every_output_of_a_register_with_everything_agrees(
    as_of: str, audience: str, rich_register: Path, tmp_path: Path, commreg: Program
) -> None:
    check_agreement(Reader(commreg, rich_register, as_of, audience, tmp_path).read_everything())


@st.composite
def drawn_terms(draw: st.DrawFn) -> dict[str, Any]:
    """The terms of a contract: an end near the as-of day, options, an exemption, a termination."""
    end = draw(st.dates(min_value=date(2026, 6, 1), max_value=date(2028, 12, 31)))
    options = draw(
        st.lists(
            st.builds(option, st.integers(1, 24), st.none() | st.integers(0, 12), st.sampled_from(_STATES)), max_size=3
        )
    )
    drawn = term(end.isoformat(), *options)
    if draw(st.booleans()):
        drawn |= exempt((end + timedelta(days=draw(st.integers(30, 400)))).isoformat())
    if draw(st.integers(0, 5)) == 0:
        drawn["term"]["closed_on"] = (end + timedelta(days=30)).isoformat()
    if draw(st.booleans()):
        drawn["statutory"] = {"basis": "Children Act 1989"}
    return drawn


_STATES = ("available", "exercised", "declined", "lapsed")


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(drawn_terms(), min_size=1, max_size=4), st.dates(date(2026, 1, 1), date(2028, 6, 30)))
def test_outputs_of_drawn_registers_agree(
    tmp_path_factory: pytest.TempPathFactory, commreg: Program, drawn: list[dict[str, Any]], as_of: date
) -> None:
    root = tmp_path_factory.mktemp("drawn")
    contracts = [values(**terms, id=f"drawn-{number}", title=f"Drawn {number}") for number, terms in enumerate(drawn)]
    register_of(root, *contracts, settings=SETTINGS)
    assume(commreg("-C", str(root), "validate", "--as-of", as_of.isoformat()).code == 0)
    for audience in AUDIENCES if THOROUGH else AUDIENCES[:1]:
        reader = Reader(commreg, root, as_of.isoformat(), audience, root)
        reader.read_data()
        if THOROUGH:
            reader.read_papers()
        check_agreement(reader.claims)
    shutil.rmtree(root)


def test_contracts_that_are_over_are_in_no_total_and_each_output_says_how_many(
    tmp_path: Path, commreg: Program
) -> None:
    """£27,900 a year runs; £5,000 a year is over."""
    running = values(id="running", title="Running", value={"amount": "27900.00", "basis": "annual"})
    closed = term("2025-03-31", start="2021-04-01", closed_on="2025-04-30")
    over = values(**closed, id="over", title="Over", value={"amount": "5000.00", "basis": "annual"})
    register_of(tmp_path, running, over)
    commands = (
        "list",
        "summary",
        "render register",
        "render booklet",
        "render briefing",
        "render register --format html",
    )
    for command in commands:
        text = commreg("-C", str(tmp_path), *command.split(), "--as-of", "2026-01-01").out
        text = re.sub(r"<[^>]+>", "", text)
        assert "27,900" in text, command
        assert "32,900" not in text, command
        assert re.search(r"1 (contract |more )?(of which )?(is|that is) over|of which 1 is over", text), command


def test_a_difference_names_the_contract_and_both_outputs() -> None:
    claims = Claims()
    claims.add("list", "parent-advice", "current_end", "2027-03-31")
    claims.add("export ics", "parent-advice", "current_end", "2027-04-01")
    assert claims.differences() == ["parent-advice: current_end is “2027-03-31” in list; “2027-04-01” in export ics"]
