"""The repository's own register is Appendix A of Rutland's report 187/2021, row for row."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from commreg.planning.term import State
from commreg.register import config, load
from commreg.register.load import Register
from tests.conftest import ROOT, Program

NONE: tuple[int, ...] = ()
YEAR, TWO_YEARS, ONE_AND_ONE = (12,), (24,), (12, 12)
# As printed: id, value, start, end, extensions in months (None where the cell is blank).
APPENDIX_A = [
    ("sendiass-2020", "89177.46", "2020-01-01", "2023-03-31", None),
    ("youth-justice-2019", "74000.00", "2019-04-01", "2022-03-31", YEAR),
    ("out-of-hours-social-care-2018", "180000.00", "2018-10-01", "2022-09-30", TWO_YEARS),
    ("adoption-2019", "206446.50", "2019-04-01", "2022-09-30", YEAR),
    ("educational-psychology-2018", "540000.00", "2018-09-01", "2022-08-31", YEAR),
    ("targeted-sports-2020", "18050.00", "2020-04-01", "2023-03-31", TWO_YEARS),
    ("early-years-bright-sparks-2021", "3700.00", "2021-05-01", "2022-03-31", NONE),
    ("early-years-home-from-home-2021", "7400.00", "2021-05-01", "2022-03-31", NONE),
    ("early-years-alliance-2021", "18188.62", "2021-05-25", "2022-03-31", NONE),
    ("outdoor-visits-advice-2021", "1057.00", "2021-04-01", "2022-03-31", NONE),
    ("childminding-agency-2019", "9000.00", "2019-04-01", "2022-03-31", NONE),
    ("healthy-child-programme-2017", "1942820.00", "2017-04-01", "2022-03-31", (5,)),
    ("sacre-2021", "5280.56", "2021-04-01", "2022-03-31", NONE),
    ("mediation-2019", "12604.80", "2019-05-01", "2022-04-30", YEAR),
    ("childrens-centre-website-2019", "9900.00", "2019-08-01", "2022-07-31", NONE),
    ("attendance-monitoring-epep-2019", "11269.44", "2019-08-01", "2022-07-31", NONE),
    ("family-group-conference-2019", "24999.00", "2019-08-01", "2022-07-31", ONE_AND_ONE),
    ("early-education-development-2020", "9240.00", "2020-03-09", "2022-02-28", NONE),
    ("adhd-support-2020", "39500.00", "2020-04-01", "2023-03-31", TWO_YEARS),
    ("adhd-support-for-schools-2020", "19996.00", "2020-04-01", "2022-03-31", TWO_YEARS),
    ("semh-teachers-2020", "229710.00", "2020-09-01", "2022-08-31", YEAR),
    ("educational-psychology-looked-after-2021", "21993.75", "2021-09-01", "2022-08-31", NONE),
    ("speech-language-therapy-2021", "110748.00", "2021-07-05", "2022-08-31", ONE_AND_ONE),
    ("early-bird-pilot-2021", "4950.00", "2021-09-01", "2021-12-31", NONE),
    ("therapeutic-interventions-2021", "4999.00", "2021-09-01", "2022-07-31", NONE),
    ("foster-the-future-2021", "4167.00", "2021-09-06", "2022-07-18", NONE),
    ("send-advocacy-2021", "21000.00", "2021-09-01", "2022-08-31", ONE_AND_ONE),
    ("education-inclusion-coordinator-2021", "130000.00", "2021-09-01", "2023-08-31", NONE),
]
# The sole traders' own names, as digests: a test that spelt them out would be the one place that has them.
SOLE_TRADERS = {"09928ccd946edc28", "fcfe011994c55f1d", "5dc8864d58e03273", "723d1d681867f045"}


@pytest.fixture(scope="module")
def loaded() -> Register:
    configuration = config.find(ROOT)
    assert configuration.settings.as_of == date(2021, 12, 16)
    return load.load(configuration, configuration.settings.as_of)


def test_there_are_28_files() -> None:
    assert len(list((ROOT / "contracts").glob("*.yaml"))) == 28


@pytest.mark.parametrize("row", APPENDIX_A, ids=[row[0] for row in APPENDIX_A])
def test_each_contract_is_as_printed(loaded: Register, row: tuple[str, str, str, str, tuple[int, ...] | None]) -> None:
    name, value, start, end, extensions = row
    contract = next(entry.contract for entry in loaded.entries if entry.contract.id == name)
    assert contract.value
    assert contract.value.stated() == Decimal(value)
    assert contract.value.stated_basis() == "unstated"
    assert contract.term.start == date.fromisoformat(start)
    assert contract.term.end == date.fromisoformat(end)
    options = contract.term.extensions
    assert (None if options is None else tuple(option.months for option in options)) == extensions


def test_the_stated_values_come_to_the_papers_total(loaded: Register) -> None:
    values = [entry.contract.value.stated() for entry in loaded.entries if entry.contract.value]
    assert sum(value for value in values if value) == Decimal("3750197.13")


def test_the_register_has_no_errors_and_two_rows_in_doubt(loaded: Register) -> None:
    assert not loaded.errors
    doubtful = {Path(d.path).stem for d in loaded.findings if d.code == "CR217"}
    assert doubtful == {"early-education-development-2020", "educational-psychology-2018"}


def test_no_date_is_later_than_the_paper(loaded: Register) -> None:
    """The paper was published on 8 December 2021 and gives no day for its ratings."""
    before = load.load(loaded.config, date(2021, 12, 10))
    assert not [finding for finding in before.findings if finding.code == "CR406"]
    ratings = [e.contract.monitoring.performance for e in loaded.entries if e.contract.monitoring]
    assert [rating.on for rating in ratings if rating] == [None] * 4


def test_an_owner_is_recorded_only_where_the_paper_says_who_oversees_the_service(loaded: Register) -> None:
    owners = {e.contract.id: e.contract.monitoring.owner for e in loaded.entries if e.contract.monitoring}
    assert {name: owner for name, owner in owners.items() if owner} == {
        "early-years-bright-sparks-2021": "Children's Centre Senior Practitioner",
        "early-years-home-from-home-2021": "Children's Centre Senior Practitioner",
    }


def test_educational_psychology_is_in_the_area_printed(loaded: Register) -> None:
    contract = next(e.contract for e in loaded.entries if e.contract.id == "educational-psychology-2018")
    assert loaded.settings.area_name(contract.service_area) == "Early Help SEND and Inclusion service"


def test_gaps_are_reported_as_gaps(loaded: Register) -> None:
    by_code = {code: {Path(d.path).stem for d in loaded.findings if d.code == code} for code in ("CR218", "CR219")}
    assert by_code["CR218"] == {"sendiass-2020"}
    assert by_code["CR219"] == {
        "out-of-hours-social-care-2018",
        "adoption-2019",
        "family-group-conference-2019",
        "early-years-alliance-2021",
    }


def test_27_windows_are_open_and_one_opens_on_1_march(loaded: Register) -> None:
    opened = [entry for entry in loaded.entries if entry.facts.window_open]
    waiting = [entry for entry in loaded.entries if not entry.facts.window_open]
    assert len(opened) == 27
    assert [entry.contract.id for entry in waiting] == ["education-inclusion-coordinator-2021"]
    assert waiting[0].facts.window_opens == date(2022, 3, 1)
    assert {entry.facts.state for entry in loaded.entries} == {State.RUNNING}


def test_the_healthy_child_programme_keeps_three_ends_apart(loaded: Register) -> None:
    facts = next(e.facts for e in loaded.entries if e.contract.id == "healthy-child-programme-2017")
    assert facts.initial_end == date(2022, 3, 31)
    assert facts.current_end == facts.final_end == date(2022, 8, 31)


def test_no_sole_traders_own_name_is_anywhere_in_the_repository() -> None:
    for path in [*(ROOT / "contracts").glob("*"), *(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]:
        words = re.findall(r"[a-z]+", path.read_text(encoding="utf-8").lower())
        phrases = {*words, *(" ".join(pair) for pair in pairwise(words))}
        assert SOLE_TRADERS.isdisjoint(sha256(phrase.encode()).hexdigest()[:16] for phrase in phrases), path


def test_expiring_csv_begins_with_the_names_that_programs_rely_on(commreg: Program) -> None:
    ran = commreg("expiring", "--within", "24m", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    promised = ["id", "title", "provider", "service_area", "value", "start"]
    promised += ["initial_end", "current_end", "final_end", "extension", "window_opens"]
    assert list(rows[0])[: len(promised)] == promised
    assert len(rows) == 28
    assert [row["current_end"] for row in rows] == sorted(row["current_end"] for row in rows)


def test_expiring_json_carries_the_same_names_and_the_day(commreg: Program) -> None:
    document = json.loads(commreg("expiring", "--format", "json").out)
    assert document["as_of"] == "2021-12-16"
    assert len(document["contracts"]) == 28
    first = document["contracts"][0]
    assert first["id"] == "early-bird-pilot-2021"
    assert first["value"] == "4950.00"
    rows = list(csv.DictReader(io.StringIO(commreg("expiring", "--format", "csv").out)))
    assert list(rows[0]) == list(first)
