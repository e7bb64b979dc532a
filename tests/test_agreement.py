"""All outputs of one day agree: every listing, paper, export and calendar is run, read back and compared.

DESIGN: two outputs of the same register on the same day never contradict each other. A failure names the contract, the
fact and the outputs.
"""

from __future__ import annotations

import re
import shutil
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.agreement.claims import Claims
from tests.agreement.reader import AUDIENCES, Reader
from tests.conftest import Program
from tests.test_worked_by_hand import CASES, DAYS, RENEWALS, SETTINGS, exempt, option, term
from tests.unit.builders import full_contract, register_of, related_contracts, values
from tests.unit.hypothesis_profile import THOROUGH, examples


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
    for number, (name, (terms, followers, *_)) in enumerate((CASES | RENEWALS).items()):
        contracts.append(values(**deepcopy(terms), id=f"case-{number}", title=f"Case {number}, {name}"))
        contracts += [
            follower | {"id": f"later-{number}", "title": f"After {name}", "supersedes": f"case-{number}"}
            for follower in followers
        ]
    same = term("2027-03-31", option(12, 3))
    contracts += [values(**same, id=f"same-title-{number}", title="Of the same title") for number in range(2)]
    prices = {
        "whole-term": "9999.99",
        "monthly": "412.50",
        "weekly": "80.10",
        "per-case": "17.49",
        "ceiling": "5000000",
    }
    contracts += [
        values(**same, id=f"priced-{basis}", title=f"Priced {basis}", value={"amount": amount, "basis": basis})
        for basis, amount in prices.items()
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


@pytest.mark.parametrize("audience", AUDIENCES if THOROUGH else AUDIENCES[:1])
@pytest.mark.parametrize("as_of", ["2021-12-16", *(("2022-04-05", "2023-04-01") if THOROUGH else ())])
def test_every_output_of_the_real_register_agrees(
    as_of: str, audience: str, real_register: Path, tmp_path: Path, commreg: Program
) -> None:
    claims = Reader(commreg, real_register, as_of, audience, tmp_path).read_everything()
    assert len(claims.outputs) >= (20 if audience == "internal" else 12)
    claims.check()


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("as_of", DAYS if THOROUGH else DAYS[:1])
def test_every_output_of_a_register_with_everything_agrees(
    as_of: str, audience: str, rich_register: Path, tmp_path: Path, commreg: Program
) -> None:
    Reader(commreg, rich_register, as_of, audience, tmp_path).read_everything().check()


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
    if draw(st.integers(0, 3)) == 0 and not any(extension["state"] == "available" for extension in options):
        drawn["term"]["renewal"] = {
            "every": draw(st.sampled_from(("1m", "4w", "12m"))),
            "notice": draw(st.sampled_from(("0m", "1w", "3m"))),
        }
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
        reader.claims.check()
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
