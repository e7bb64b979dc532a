"""The pipeline and the report to members: what to procure and when, the headings that members know, no secrets."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from commreg.papers import context
from commreg.papers.committee import headings
from commreg.papers.pipeline import pipeline
from commreg.register.redact import redact_for
from commreg.values.durations import Duration
from tests.conftest import Program
from tests.test_papers import HOSTILE, Page
from tests.unit.builders import register_of, values

EXAMPLES = Path(__file__).parent / "unit" / "data" / "plans"
PAPERS = ("pipeline", "committee-report")
FORMS = ("markdown", "html")
AUDIENCES = ("public", "internal")
# What stands in the made register and no public paper may show, as amounts are printed and as they are written.
SECRETS = (
    "Counsellor, sole trader",
    "Placement Number Nine",
    "Quietwater",
    "Head of Early Help",
    "Notes of the review meeting",
    *("4,876,543", "987,654", "2,774,000", "24,321", "333,333", "7,650,543"),
    *("4876543", "987654", "2774000", "24321", "333333"),
)
RUTLAND = (
    "Purpose of the report",
    "Background and main considerations",
    "Commissioning process",
    "Contract monitoring arrangements in Early Help",
    "Contract monitoring arrangements in Social Care",
    "Contract monitoring arrangements in Special Educational Needs",
    "Consultation",
    "Alternative options",
    "Financial implications",
    "Legal and governance considerations",
    "Data protection implications",
    "Equality impact assessment",
    "Community safety implications",
    "Health and wellbeing implications",
    "Conclusion",
    "Background papers",
    "Appendices",
)
SNAPSHOTS = {
    f"papers/{name}-{which}": (name, *how)
    for name in PAPERS
    for which, how in {
        "real.md": ("real", "markdown", "public"),
        "public.md": ("made", "markdown", "public"),
        "internal.md": ("made", "markdown", "internal"),
        "public.html": ("made", "html", "public"),
    }.items()
}
pytestmark = pytest.mark.source_only  # the register of these tests lies in the source tree

EXTENDED = (
    "Extension to 31 July 2023 intended: serve notice by 30 April 2022 (usual notice period). After that, procurement "
    "is to start by 1 April 2023"
)


def _main(text: str) -> str:
    """The paper itself, without the style that all papers share."""
    match = re.search(r"<main.*</main>\n", text, re.DOTALL)
    return match[0] if match else text


def _headings(text: str) -> list[tuple[str, str]]:
    """Every heading of a Markdown paper, with what stands under it before the next."""
    parts = re.split(r"(?m)^(#+ .*)$", text)
    return list(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_the_paper_is_the_one_that_was_read(
    name: str, commreg: Program, same_as: Callable[[str, Path | str], None]
) -> None:
    what, where, form, audience = SNAPSHOTS[name]
    args = ("render", what, "--format", form, "--audience", audience)
    ran = commreg(*args, cwd=EXAMPLES) if where == "made" else commreg(*args)
    assert ran.code == 0
    same_as(_main(ran.out), name)


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("form", FORMS)
def test_the_same_register_and_day_give_the_same_bytes(name: str, form: str, commreg: Program) -> None:
    args = ("render", name, "--format", form, "--audience", "internal")
    assert commreg(*args, cwd=EXAMPLES).out == commreg(*args, cwd=EXAMPLES).out


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("form", FORMS)
def test_no_public_paper_has_what_is_withheld_or_internal_and_it_says_so(
    name: str, form: str, commreg: Program
) -> None:
    public = commreg("render", name, "--format", form, cwd=EXAMPLES).out
    internal = commreg("render", name, "--format", form, "--audience", "internal", cwd=EXAMPLES).out
    for secret in SECRETS:
        assert secret not in public.replace("\\", "")
    assert ("2,774,000" if name == "pipeline" else "7,650,543") in internal
    assert "Counsellor, sole trader" in internal.replace("\\", "")
    assert "REDACTED PERSONAL DATA" in public
    assert "REDACTED COMMERCIAL CONFIDENTIALITY" in public
    assert "Estimated values are not published" in public
    assert "1 whole entry of the register is withheld" in public
    assert "REDACTED" not in internal


def test_withheld_plans_are_not_mentioned(commreg: Program) -> None:
    """A public paper that found no successor where one may be withheld would say what is not so."""
    report = commreg("render", "committee-report", cwd=EXAMPLES).out
    market = commreg("render", "pipeline", cwd=EXAMPLES).out
    gaps = [line for line in report.splitlines() if "with a gap that nothing recorded covers" in line.lower()]
    assert gaps
    assert "Residential Care" not in "".join(gaps)
    behind = report.split("**Behind plan")[1].split("**Officer")[0]
    assert "Residential Care" not in behind
    groups, apart = market.split("## No procurement to start")
    assert "Residential Care" not in groups
    assert "Plans for the next contract are withheld: REDACTED COMMERCIAL CONFIDENTIALITY" in apart


def test_the_decision_maker_is_left_out_if_it_would_reveal_an_estimate(commreg: Program) -> None:
    """Cabinet decides from £500,000: that it is to decide would say that the estimate is over that."""
    public = commreg("render", "pipeline", cwd=EXAMPLES).out
    internal = commreg("render", "pipeline", "--audience", "internal", cwd=EXAMPLES).out
    (before,) = (line for line in public.splitlines() if line.startswith("| Youth Offer"))
    (after,) = (line for line in internal.splitlines() if line.startswith("| Youth Offer"))
    assert "not published, as it may depend on an estimated value" in before
    assert "Award: Cabinet meets 17 Mar 2026, notice by 16 Feb 2026" in after
    (hubs_line,) = (line for line in public.splitlines() if line.startswith("| Family Hubs"))
    assert "| Cabinet on 17 Mar 2026 | FP/26/014 |" in hubs_line


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("where", ["made", "real"])
def test_no_heading_is_empty(name: str, audience: str, where: str, commreg: Program) -> None:
    args = ("render", name, "--audience", audience)
    text = (commreg(*args, cwd=EXAMPLES) if where == "made" else commreg(*args)).out
    all_headings = _headings(text)
    for (heading, below), (following, _) in zip(all_headings, [*all_headings[1:], ("", "")], strict=True):
        deeper = following.count("#") > heading.count("#")
        assert below.strip() or deeper, heading


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_page_is_one_file_that_a_screen_reader_can_follow(name: str, audience: str, commreg: Program) -> None:
    text = commreg("render", name, "--format", "html", "--audience", audience, cwd=EXAMPLES).out
    page = Page(text)
    assert len(page.all("title")) == len(page.all("h1")) == len(page.all("main")) == 1
    assert len(page.all("caption")) == len(page.all("table")) > 0
    assert all(cell.get("scope") in ("col", "row") for cell in page.all("th"))
    assert not page.all("script")
    assert not re.search(r"url\(|@import|https?://", text)
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = [str(link["href"])[1:] for link in page.all("a")]
    assert set(links) <= set(ids)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", PAPERS)
def test_what_an_officer_typed_is_never_live(form: str, name: str, tmp_path: Path, commreg: Program) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "made")
    path = tmp_path / "made" / "contracts" / "youth-offer-2022.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("title: Youth Offer", f"title: '{HOSTILE}'"), encoding="utf-8")
    out = commreg("render", name, "--format", form, cwd=tmp_path / "made").out
    assert "<script>" not in out
    if form == "html":
        assert "&lt;script&gt;alert(1)" in out
        assert not [a for a in Page(out).all("a") if "javascript" in (a.get("href") or "")]
    else:
        assert all(r"\<script\>" in line for line in out.splitlines() if "alert" in line)


def test_the_pipeline_looks_36_months_ahead_by_default_and_other_papers_24(commreg: Program) -> None:
    assert context.default_period("pipeline") == Duration(36, "m")
    assert context.default_period("appendix") == context.default_period("a paper of one's own") == Duration(24, "m")
    assert "for the next 36 months (by 15 January 2029)" in commreg("render", "pipeline", cwd=EXAMPLES).out
    shorter = commreg("render", "pipeline", "--within", "1y", cwd=EXAMPLES).out
    assert "for the next 1 year (by 15 January 2027)" in shorter
    assert "Training for Foster Carers" not in shorter
    assert "Not shown: 3 contracts to procure after 15 January 2027." in shorter
    assert "in the next 24 months" in commreg("render", "committee-report", cwd=EXAMPLES).out


def test_the_report_has_the_headings_that_members_know_numbered_in_order(commreg: Program) -> None:
    text = commreg("render", "committee-report", cwd=EXAMPLES).out
    titles = [heading.removeprefix("## ") for heading, _ in _headings(text) if re.match(r"## \d", heading)]
    assert titles == [f"{number} {title}" for number, title in enumerate(RUTLAND, 1)]
    html = commreg("render", "committee-report", "--format", "html", cwd=EXAMPLES).out
    assert re.findall(r"<h2 id=\"[a-z0-9-]+\">(\d+ .*)</h2>", html) == titles
    for name, _ in headings.COVER:
        assert f"| {name} |" in text
        assert f"<dt>{name}</dt>" in html


def test_what_the_officer_is_to_write_is_marked_in_every_section_of_both_forms(commreg: Program) -> None:
    text = commreg("render", "committee-report", cwd=EXAMPLES).out
    for heading, below in _headings(text):
        if re.match(r"## \d", heading) and "17 Appendices" not in heading:
            assert "\n> **Officer to write:** " in below, heading
    html = commreg("render", "committee-report", "--format", "html", cwd=EXAMPLES).out
    blocks = html.count('<p class="officer"><strong>Officer to write:</strong>')
    assert blocks == text.count("**Officer to write:**") > 20


def test_a_register_with_no_contracts_left_still_makes_both_papers(tmp_path: Path, commreg: Program) -> None:
    over = values(id="over-2018", term={"start": "2018-04-01", "end": "2020-03-31", "closed_on": "2020-04-02"})
    register_of(tmp_path, over, settings="as_of = 2021-12-16\n")
    for form in FORMS:
        report = commreg("render", "committee-report", "--format", form, cwd=tmp_path)
        assert (report.code, "4 Contract monitoring arrangements" in report.out) == (0, True)
        market = commreg("render", "pipeline", "--format", form, cwd=tmp_path)
        assert (market.code, "0 contracts to procure by" in market.out) == (0, True)
        assert "1 contract that is over" in market.out


def _build_pipeline(tmp_path: Path, *contracts: dict[str, object], as_of: date, horizon: date) -> pipeline.Pipeline:
    settings = '[policy.lead_times]\nprocurement = "3m"\naward = "1m"\n'
    register = register_of(tmp_path, *contracts, settings=settings, as_of=as_of)
    assert not register.errors
    published = redact_for(register, "internal")
    return pipeline.build_pipeline(published, published.views, register.settings, as_of, horizon)


@pytest.mark.parametrize(
    ("end", "group", "begin"),
    [
        ("2022-03-31", "Now overdue (due before 16 December 2021)", date(2021, 12, 1)),
        ("2022-04-15", "Q3 2021/22 (October to December 2021)", date(2021, 12, 16)),
        ("2022-04-30", "Q4 2021/22 (January to March 2022)", date(2022, 1, 1)),
        ("2022-07-30", "Q4 2021/22 (January to March 2022)", date(2022, 3, 31)),
        ("2022-07-31", "Q1 2022/23 (April to June 2022)", date(2022, 4, 1)),
        ("2023-04-15", "Q3 2022/23 (October to December 2022)", date(2022, 12, 16)),
        ("2023-04-16", None, None),
    ],
)
def test_a_contract_is_in_the_quarter_in_which_its_procurement_must_start(
    end: str, group: str | None, begin: date | None, tmp_path: Path
) -> None:
    """Four months before the end, in quarters of the year from 1 April; the day itself and the horizon count."""
    fields = values(term={"start": "2019-04-01", "end": end})
    built = _build_pipeline(tmp_path, fields, as_of=date(2021, 12, 16), horizon=date(2022, 12, 16))
    quarters = [(f"{period.name} ({period.when})", line.begin) for period in built.groups for line in period.lines]
    assert quarters == ([(group, begin)] if group else [])
    assert built.later == (0 if group else 1)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"intention": "insource"}, "To be brought in-house by 1 August 2022"),
        ({"intention": "decommission"}, "The service will end on 31 July 2022"),
        (
            {"intention": "extend"},
            EXTENDED,
        ),
        ({"stages": {"procurement": {"completed_on": "2021-12-01"}}}, "Procurement is complete; next stage: award"),
        ({"stages": {"award": {"completed_on": "2021-12-01"}}}, "All stages are complete: record the successor"),
        ({"successor": "later-2022"}, "Successor in place: Later, from 1 October 2022, after a gap of 8 weeks"),
    ],
)
def test_contracts_that_are_not_procured_are_listed_separately_with_the_reason(
    changes: dict[str, object], why: str, tmp_path: Path
) -> None:
    term = {"start": "2019-04-01", "end": "2022-07-31", "extensions": [{"months": "12"}]}
    later = values(id="later-2022", title="Later", term={"start": "2022-10-01", "end": "2032-09-30"})
    successors = [later] if "successor" in changes else []
    built = _build_pipeline(
        tmp_path,
        values(term=term, recommissioning=changes),
        *successors,
        as_of=date(2021, 12, 16),
        horizon=date(2024, 12, 16),
    )
    assert [exclusion.why for exclusion in built.excluded] == [why]
    assert built.count == 0


def test_a_contract_intended_for_extension_is_procured_if_it_cannot_be_extended(tmp_path: Path) -> None:
    term = {"start": "2019-04-01", "end": "2022-07-31", "extensions": [{"months": "12", "notice": "9m"}]}
    fields = values(term=term, recommissioning={"intention": "extend"})
    built = _build_pipeline(tmp_path, fields, as_of=date(2021, 12, 16), horizon=date(2024, 12, 16))
    ((line,),) = (group.lines for group in built.groups)
    assert line.comes_next == "A new contract; extension intended, but the last day for notice has passed"


def test_a_successor_goes_by_its_title_and_no_other_word_of_the_line_changes(tmp_path: Path, commreg: Program) -> None:
    now = values(term={"start": "2019-04-01", "end": "2022-03-31"}, recommissioning={"successor": "a"})
    later = values(id="a", title="Advice from 2022", term={"start": "2022-06-01", "end": "2025-05-31"})
    register_of(tmp_path, now, later, settings="as_of = 2021-12-16\n")
    report = commreg("render", "committee-report", cwd=tmp_path).out
    line = "Ends on 31 March 2022. “Advice from 2022” starts on 1 June 2022: no contract for 8 weeks from 1 April 2022."
    assert line in report


def test_an_option_whose_own_notice_day_has_passed_is_not_listed_as_available(tmp_path: Path, commreg: Program) -> None:
    term = {"start": "2019-04-01", "end": "2022-03-31", "extensions": [{"months": "12", "notice": "6m"}]}
    register_of(tmp_path, values(term=term), settings="as_of = 2021-12-16\n")
    assert "0 contracts can still be extended." in commreg("render", "committee-report", cwd=tmp_path).out
    briefing = commreg("render", "briefing", cwd=tmp_path).out
    assert "1 of 1 contract with an end date." in briefing
    assert "1 contract has an extension, but its last day for notice has passed." in briefing
    assert "| January to March 2022 | 1 | 0 | 0 |" in briefing


def test_a_withheld_successor_is_not_reported_as_missing(tmp_path: Path, commreg: Program) -> None:
    now = values(
        term={"start": "2019-04-01", "end": "2022-03-31", "extensions": []},
        recommissioning={"successor": "later-2022"},
        publication={"withhold": [{"field": "recommissioning.successor", "basis": "foi-43", "reason": "A bid."}]},
    )
    later = values(id="later-2022", title="Later", term={"start": "2022-04-01", "end": "2025-03-31"})
    register_of(tmp_path, now, later, settings="as_of = 2021-12-16\n")
    briefing = commreg("render", "briefing", cwd=tmp_path).out
    assert "Successor in the register: 0; withheld for 1." in briefing
    assert "| none recorded | REDACTED COMMERCIAL CONFIDENTIALITY |" in briefing


def test_every_contract_is_in_the_pipeline_once_or_counted_as_not_shown(commreg: Program) -> None:
    """No contract is dropped: fifteen can be seen by the public, and one more by colleagues."""
    for audience, contracts in (("public", 15), ("internal", 16)):
        text = commreg("render", "pipeline", "--audience", audience, cwd=EXAMPLES).out
        rows = [line for line in text.split("## Totals by quarter")[1].splitlines() if line.startswith("| ")]
        listed = [
            line for line in rows if re.search(r"\d{4}|no end date", line) and "contract" not in line.split("|")[4]
        ]
        titles = {line.split("|")[1].strip() for line in listed} - {"Quarter", "Service", "**All**"}
        titles = {title for title in titles if not re.match(r"Q\d|Now overdue|Under way", title)}
        not_shown = sum(int(count) for count in re.findall(r"Not shown: (\d+)", text))
        assert len(titles) + not_shown == contracts


def test_totals_keep_estimates_and_each_basis_apart_and_say_what_they_leave_out(tmp_path: Path) -> None:
    term = {"start": "2019-04-01", "end": "2022-07-31"}
    contracts = [
        values(id="a-2019", term=term, value={"amount": "1000.00", "basis": "annual"}),
        values(id="b-2019", term=term, value={"amount": "500.50", "basis": "whole-term", "certainty": "estimated"}),
        values(id="c-2019", term=term, value=None),
        values(
            id="d-2019", term=term, recommissioning={"estimated_value": {"amount": "7000.00", "basis": "whole-term"}}
        ),
    ]
    built = _build_pipeline(tmp_path, *contracts, as_of=date(2021, 12, 16), horizon=date(2024, 12, 16))
    (group,) = built.groups
    assert group.money == built.money
    assert built.money.estimated == "£7,000 whole term (1 contract)"
    assert built.money.stated == ("£501 whole term (1 contract); £1,000 a year (1 contract); 1 of these is an estimate")
    assert built.money.left_out == "1 with no amount"


@pytest.mark.parametrize("field", ["recommissioning.decision", "recommissioning.decision.forward_plan"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", PAPERS)
def test_a_planned_decision_that_is_withheld_is_in_neither_paper(
    field: str, form: str, name: str, tmp_path: Path, commreg: Program
) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "made")
    path = tmp_path / "made" / "contracts" / "family-hubs-2023.yaml"
    publication = f"publication:\n  withhold: [{{field: {field}, basis: sch12a-3, reason: The talks go on}}]\n"
    path.write_text(path.read_text(encoding="utf-8") + publication, encoding="utf-8")
    out = commreg("render", name, "--format", form, cwd=tmp_path / "made").out
    assert "FP/26/014" not in out
    assert "17 Mar 2026" not in out
    assert "The talks go on" in out


def test_papers_are_listed_under_each_other_however_long_their_names(commreg: Program) -> None:
    lines = commreg("render", "--list").out.splitlines()
    assert {line.index("html markdown") for line in lines} == {len("committee-report ")}
