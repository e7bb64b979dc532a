"""The booklet, the exemption register and the members' briefing: whole papers that were read, and what they promise."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from tests.conftest import ROOT, Program
from tests.test_papers import HOSTILE, Page

PAPERS = ("booklet", "exemptions", "briefing")
EXAMPLES = ROOT / "tests" / "unit" / "data" / "papers"
pytestmark = pytest.mark.source_only  # the register of these tests lies in the source tree
# What stands in the files of the made register and may not reach the public.
KEPT_BACK = (
    "Zebedee",
    "Only one mentor knows",
    "A Placement for One Child",
    "one-placement-2021",
    "Quiet Lane",
    "187,654",
    "£100,000",
    "Early Help Commissioning Manager",
    "987,654",
    "only colleagues may read",
    "budget book",
    "Lessons for colleagues",
)


@pytest.fixture
def example_register(tmp_path: Path) -> Path:
    """A copy of the made register, to be changed at will."""
    return shutil.copytree(EXAMPLES, tmp_path / "made")


def change(root: Path, name: str, old: str, new: str) -> None:
    """Change one contract of a register in one place."""
    path = root / "contracts" / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("audience", ["public", "internal"])
@pytest.mark.parametrize("name", PAPERS)
def test_the_paper_of_the_made_register_is_the_one_that_was_read(
    name: str, audience: str, commreg: Program, same_as: Callable[[str, Path | str], None]
) -> None:
    ran = commreg("-C", str(EXAMPLES), "render", name, "--audience", audience)
    assert ran.code == 0
    same_as(ran.out, f"papers/{name}-{audience}.md")


@pytest.mark.parametrize("name", PAPERS)
def test_the_page_of_the_made_register_is_the_one_that_was_read(
    name: str, commreg: Program, same_as: Callable[[str, Path | str], None]
) -> None:
    same_as(commreg("-C", str(EXAMPLES), "render", name, "--format", "html").out, f"papers/{name}-public.html")


@pytest.mark.parametrize("name", PAPERS)
def test_the_paper_of_the_real_register_is_the_one_that_was_read(
    name: str, commreg: Program, same_as: Callable[[str, Path | str], None]
) -> None:
    same_as(commreg("render", name).out, f"papers/{name}-real.md")


@pytest.mark.parametrize("form", ["html", "markdown"])
@pytest.mark.parametrize("name", PAPERS)
def test_the_same_register_and_day_give_the_same_bytes(name: str, form: str, commreg: Program) -> None:
    assert len({commreg("-C", str(EXAMPLES), "render", name, "--format", form).out for _ in range(2)}) == 1


@pytest.mark.parametrize("form", ["html", "markdown"])
@pytest.mark.parametrize("name", PAPERS)
def test_what_is_withheld_or_internal_is_not_in_a_public_paper(name: str, form: str, commreg: Program) -> None:
    """What is withheld never reaches a public output; the public output says that something was withheld, and why."""
    public = commreg("-C", str(EXAMPLES), "render", name, "--format", form)
    assert not [words for words in KEPT_BACK if words in public.out.replace("\\", "")]
    assert "REDACTED" in public.out
    assert "1 whole entry" in public.out
    assert "Withheld from this public output: 3 fields, 1 whole entry." in public.err
    internal = commreg("-C", str(EXAMPLES), "render", name, "--format", form, "--audience", "internal").out
    assert "REDACTED" not in internal
    assert "Internal: not for publication" in internal


def test_the_internal_booklet_has_all_that_the_public_one_leaves_out(commreg: Program) -> None:
    internal = commreg("-C", str(EXAMPLES), "render", "booklet", "--audience", "internal").out.replace("\\", "")
    assert not [words for words in KEPT_BACK if words not in internal and words != "budget book"]
    assert "The budget book has 318000" in internal


@pytest.mark.parametrize("where", ["real", "made"])
@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("audience", ["public", "internal"])
def test_a_page_is_one_file_that_a_screen_reader_can_follow(
    name: str, audience: str, where: str, commreg: Program
) -> None:
    """WCAG 2.2 AA, as far as the text of a page can show it; nothing is fetched from elsewhere."""
    root = ROOT if where == "real" else EXAMPLES
    text = commreg("-C", str(root), "render", name, "--format", "html", "--audience", audience).out
    page = Page(text)
    assert page.all("html")[0]["lang"] == "en-GB"
    assert len(page.all("title")) == len(page.all("h1")) == len(page.all("main")) == 1
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(cell.get("scope") in ("col", "row") for cell in page.all("th"))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = [str(link["href"]) for link in page.all("a")]
    assert all(link.startswith("#") and link[1:] in ids for link in links)
    labels = [attributes["aria-labelledby"] for _, attributes in page.tags if "aria-labelledby" in attributes]
    assert set(labels) <= set(ids)
    assert not re.search(r"<script|<link|<img|url\(|@import|https?://", text)


@pytest.mark.parametrize("where", ["real", "made"])
@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("audience", ["public", "internal"])
def test_no_heading_is_empty(name: str, audience: str, where: str, commreg: Program) -> None:
    root = ROOT if where == "real" else EXAMPLES
    text = commreg("-C", str(root), "render", name, "--audience", audience).out
    lines = [line for line in text.splitlines() if line]
    for line, following in zip(lines, [*lines[1:], "# end"], strict=True):
        depth, below = (len(re.match(r"#*", heading)[0]) for heading in (line, following))  # type: ignore[index]
        assert not (depth and below and below <= depth), line
    assert "\n\n\n" not in text
    assert not re.search(r" $", text, re.MULTILINE)
    assert "None" not in re.sub(r"None\.|None to compare|Extensions:\*\* None", "", text)


@pytest.mark.parametrize("form", ["html", "markdown"])
@pytest.mark.parametrize("name", PAPERS)
def test_what_an_officer_typed_is_never_live(form: str, name: str, example_register: Path, commreg: Program) -> None:
    change(example_register, "out-of-school-tuition-2017", "title: Out of School Tuition", f"title: '{HOSTILE}'")
    out = commreg("render", name, "--format", form, cwd=example_register).out
    assert "<script>" not in out
    assert "alert" in out
    if form == "markdown":
        assert "[x](javascript" not in out
    else:
        assert not [a for a in Page(out).all("a") if "javascript" in (a.get("href") or "")]


# The booklet


def test_the_booklet_has_a_page_a_contract_under_its_service_area_and_links_to_each(commreg: Program) -> None:
    page = Page(commreg("render", "booklet", "--format", "html").out)
    pages = page.all("article")
    assert len(pages) == 28
    links = [str(link["href"])[1:] for link in page.all("a")]
    assert [str(page_element["aria-labelledby"]) for page_element in pages] == [
        link for link in links if link.startswith("contract-")
    ]


def test_a_withheld_value_is_not_revealed_by_its_parts_or_annual_value(
    example_register: Path, commreg: Program
) -> None:
    change(example_register, "school-nursing-2020", "basis: annual", "basis: whole-term")
    out = commreg("render", "booklet", cwd=example_register).out
    page = out.split("### School Nursing")[1].split("\n## ")[0]
    assert "**Contract value:** REDACTED COMMERCIAL CONFIDENTIALITY" in page
    assert "Annual value" not in page


def test_a_contract_that_has_ended_has_no_option(commreg: Program) -> None:
    out = commreg("-C", str(EXAMPLES), "render", "booklet").out
    page = out.split("### Fostering Placements, Spot Purchase")[1].split("\n### ")[0]
    assert "Can extend to" not in page
    assert "**Replaced by:** Fostering Placements, Interim, from 1 July 2021" in page


def test_a_successor_is_not_named_where_only_a_withheld_field_tells_it(
    example_register: Path, commreg: Program
) -> None:
    publication = "publication:\n  withhold: [{field: supersedes, basis: foi-43, reason: A dispute.}]\nsupersedes"
    change(example_register, "fostering-spot-2021", "supersedes", publication)
    for name in PAPERS:
        out = commreg("render", name, cwd=example_register).out
        assert "and both have an exemption" not in out
        assert "Replaced by" not in out.replace("**Replaced by:** REDACTED", "")  # that one does is said


# The exemption register


def exemptions(commreg: Program, root: Path, *args: str) -> str:
    return commreg("-C", str(root), "render", "exemptions", *args).out


def test_none_recorded_is_not_mistaken_for_nothing_to_report(commreg: Program) -> None:
    out = exemptions(commreg, ROOT)
    assert "No exemption and no direct award is recorded." in out
    assert "The route is not recorded for any of the 28 contracts" in out


def test_contracts_past_their_end_with_no_exemption_are_listed_apart(commreg: Program) -> None:
    out = exemptions(commreg, ROOT, "--as-of", "2022-03-01")
    apart = out.split("## Ended with no outcome and no exemption recorded")[1].split("\n## ")[0]
    assert "| The Provision of Early Bird Pilot Plus Project | Futures in Mind | 31 Dec 2021 | 60 |" in apart
    assert apart.count("\n| ") == 3  # the heading and two contracts


@pytest.mark.parametrize(
    ("until", "says"),
    [
        ("2021-12-16", "| in force |"),
        ("2021-12-15", "| past its last day; contract running |"),
    ],
)
def test_the_last_day_of_an_exemption_is_inclusive(
    until: str, says: str, example_register: Path, commreg: Program
) -> None:
    change(example_register, "fostering-spot-2021", "until: 2022-06-30", f"until: {until}")
    row = next(
        line
        for line in exemptions(commreg, example_register).splitlines()
        if line.startswith("| Fostering Placements, I")
    )
    assert says in row


@pytest.mark.parametrize(
    ("field", "is_listed", "says"),
    [
        ("procurement.exemption", True, "| REDACTED COMMERCIAL CONFIDENTIALITY |"),
        ("procurement.exemption.until", True, "last day withheld"),
        ("procurement.exemption.approved_on", True, "| REDACTED COMMERCIAL CONFIDENTIALITY |"),
        ("procurement", False, "The procurement route is withheld for 1 contract"),
    ],
)
def test_a_withheld_exemption_is_marked_as_withheld(
    field: str, is_listed: bool, says: str, example_register: Path, commreg: Program
) -> None:
    publication = f"publication:\n  withhold: [{{field: {field}, basis: foi-43, reason: A dispute.}}]\nchecked_on"
    change(example_register, "fostering-spot-2021", "checked_on", publication)
    out = exemptions(commreg, example_register)
    assert ("| Fostering Placements, Interim |" in out) is is_listed
    assert says in out
    if field != "procurement.exemption.until":
        assert "8 Jun" not in out


def test_an_exemption_that_the_settings_keep_internal_is_not_there_for_the_public(
    example_register: Path, commreg: Program
) -> None:
    path = example_register / "commreg.toml"
    path.write_text(path.read_text().replace('"monitoring.owner"', '"procurement.exemption"'), encoding="utf-8")
    out = exemptions(commreg, example_register)
    assert "have an exemption" not in out.replace("0 of 10 contracts have an exemption", "")
    assert "EX-3" not in out


# The briefing


def answer(commreg: Program, root: Path, question: str, *args: str) -> str:
    """What the briefing says under a question."""
    out = commreg("-C", str(root), "render", "briefing", *args).out
    return out.split(f"## {question}")[1].split("\n## ")[0]


def test_every_figure_is_under_a_question(commreg: Program) -> None:
    heads = re.findall(r"^## (.*)$", commreg("render", "briefing").out, re.MULTILINE)
    assert len(heads) == 13
    assert all(head.endswith("?") for head in heads[:-1])


def test_bases_are_never_mixed_in_a_sum(commreg: Program) -> None:
    """Amounts on different bases are not added."""
    text = answer(commreg, EXAMPLES, "How much are they worth, by service?")
    assert "£1,024,000 whole term, £368,500 a year, £900 a week and £9,000, basis not stated" in text
    assert "Not included: 1 in parts on different bases, 1 withheld." in text


def test_the_part_of_a_value_in_a_year_is_worked_out_by_the_day(commreg: Program) -> None:
    """Parenting support, £36,000 a year from 1 January: 90 of 365 days. With £320,000 and £12,000: £340,876.71."""
    text = answer(commreg, EXAMPLES, "What percentage of the budget for 2021/22 do they take?")
    assert "| Early Help | 4 | £340,877 | £400,000 | 85% | 1 with no annual value |" in text
    assert "No budget is recorded for: Learning and Inclusion." in text


def test_a_missing_budget_is_reported_as_missing(commreg: Program) -> None:
    question = "What percentage of the budget for 2022/23 do they take?"
    assert "have no budget for 2022/23" in answer(commreg, EXAMPLES, question, "--as-of", "2022-04-01")


@pytest.mark.parametrize(
    ("contract", "years", "kind", "rest"),
    [
        (
            "Family Centres and Family Resilience",
            "2020/21",
            "actual",
            "£335,500 | £320,000 | 105% | £15,500 more",
        ),
        ("Family Centres and Family Resilience", "2021/22", "forecast", "£320,000 | £320,000 | 100% | the same"),
        ("Out of School Tuition", "2020/21", "committed", "£2,000,000 | £1,000,000 | 200% | £1,000,000 more"),
        # £900 a week for 52 weeks, and 274 of 365 days of the year from 1 July
        ("Fostering Placements, Interim", "2021/22", "actual", "£33,300 | £35,132 | 95% | £1,832 less"),
    ],
)
def test_spend_is_set_against_what_was_agreed_for_the_same_time(
    contract: str, years: str, kind: str, rest: str, commreg: Program
) -> None:
    text = answer(commreg, EXAMPLES, "What has been spent, and what was agreed?")
    assert f"| {contract} | {years} | {kind} | {rest} |" in text


def test_spend_is_set_against_nothing_where_the_basis_does_not_allow_it(commreg: Program) -> None:
    text = answer(commreg, EXAMPLES, "What has been spent, and what was agreed?")
    assert "because the basis of the value is not stated: Youth Club Sessions." in text
    assert "because the value is in parts on different bases: Education Welfare." in text
    assert "| Youth Club Sessions |" not in text


def test_providers_whose_names_are_withheld_are_not_taken_for_one(example_register: Path, commreg: Program) -> None:
    publication = "publication:\n  withhold: [{field: provider.name, basis: foi-40, reason: One person.}]\nchecked_on"
    change(example_register, "youth-club-2020", "checked_on", publication)
    assert "9 contracts: 7 with 6 providers, and 2 whose provider is withheld." in answer(
        commreg, example_register, "How many contracts are there, and with how many providers?"
    )
    text = answer(commreg, example_register, "How much depends on the largest providers?")
    assert "REDACTED" not in text
    assert "Not ranked: 2 contracts whose provider is withheld." in text


def test_a_register_with_nothing_current_says_so(example_register: Path, commreg: Program) -> None:
    for path in (example_register / "contracts").iterdir():
        if path.stem != "fostering-spot-2018":
            path.unlink()
    out = commreg("render", "briefing", cwd=example_register).out
    assert "has no current or future contracts. 1 contract in it is over." in out
    assert commreg("render", "booklet", cwd=example_register).out.count("\n### ") == 1


def test_a_filtered_paper_says_that_it_is_not_the_whole(commreg: Program) -> None:
    for name in PAPERS:
        out = commreg("-C", str(EXAMPLES), "render", name, "--service-area", "health").out
        assert "**Not the whole register.** This paper is made from 1 of 10 contracts" in out
