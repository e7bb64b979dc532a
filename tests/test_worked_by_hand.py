"""Contracts with awkward terms, worked out by hand from the terms alone, on two days, against every output.

The contracts of `worked_by_hand/` have their working in their own comments and the results in its two sheets, which
were written before the program had read them. Other cases are below.

The rules are those of docs/explanation/dates.md: notice is given by the day before the corresponding date, and a short
month ends on its last day. The plans of the cases below take 180 days: review 30, procurement 90, mobilisation 60. Work
started on 27 November 2026 ends on 25 May 2027 (4 days of November, 31, 31, 28, 31, 30 and 25 of May), so that what
comes next can start on 26 May 2027; started on 1 June 2027, on 28 November 2027 (30, 31, 31, 30, 31 and 27). An
extension is decided on now if its notice falls within the 30 days of the review: by 27 December 2026, by 1 July 2027.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.agreement.reader import Reader
from tests.conftest import Program
from tests.unit.builders import register_of, values

SHEET = Path(__file__).parent / "worked_by_hand"
DAYS = ("2026-11-27", "2027-06-01")
_NO_TIME = ("needs-assessment", "options-appraisal", "market-engagement", "specification", "award")
SETTINGS = "\n".join(
    (
        "[policy.lead_times]",
        *(f'{stage} = "0d"' for stage in _NO_TIME),
        'review = "30d"\nprocurement = "90d"\nmobilisation = "60d"\n',
    )
)
FIELDS = ("verdict", "current_end", "final_end", "notice_by", "decide_by", "gap_from", "gap_days")
CLOSED_EARLY = {"on": "2027-01-31", "reason": "The provider closed"}
Day = tuple[Any, ...]


def term(end: str | None, *extensions: dict[str, str], start: str = "2024-04-01", **more: Any) -> dict[str, Any]:
    return {"term": {"start": start, "end": end, "extensions": list(extensions), **more}}


def option(months: int, notice: int | None = None, state: str = "available") -> dict[str, str]:
    decided = {"decision": {"body": "Cabinet", "on": "2024-02-01"}} if state == "exercised" else {}
    own = {} if notice is None else {"notice": f"{notice}m"}
    return {"months": str(months), "state": state, **own, **decided}  # type: ignore[dict-item]


def exempt(until: str) -> dict[str, Any]:
    approval = {"reason": "Continuity", "approved_by": "Cabinet", "approved_on": "2026-07-01"}
    return {"procurement": {"exemption": {**approval, "until": until, "reference": "EX/26/006"}}}


def followed_by(start: str) -> list[dict[str, Any]]:
    later = term("2030-03-31", start=start)
    return [values(id="later", title="Later", supersedes="parent-advice-2020", **later)]


ENDED = ("ended", "2027-03-31", "2027-03-31", None, None, "2027-04-01", 241)  # 30, 31, 30, 31, 31, 30, 31 and 27 days
SUPERSEDED = ("closed", "2027-03-31", "2027-03-31", None, None, None, None)

# By name: the terms, any other contracts, and the values of FIELDS on each day.
CASES: dict[str, tuple[dict[str, Any], list[dict[str, Any]], Day, Day]] = {
    # 6 months' notice for 31 March is by 30 September 2026: missed. No contract on 1 April to 25 May 2027: 30 and 25.
    "missed notice": (
        term("2027-03-31", option(12, 6)), [],
        ("gap", "2027-03-31", "2027-03-31", None, None, "2027-04-01", 55), ENDED,
    ),
    # To 30 April and 31 May: one month is not enough, so both are needed. 3 months for 31 March is 31 December.
    "two options needed": (
        term("2027-03-31", option(1, 3), option(1, 3)), [],
        ("late", "2027-03-31", "2027-05-31", "2026-12-31", "2026-12-31", "2027-04-01", 55), ENDED,
    ),
    # 4 months for 31 March is 30 November, within the review. The first three months reach past 25 May.
    "two options, one needed": (
        term("2027-03-31", option(3, 4), option(3, 4)), [],
        ("extend", "2027-03-31", "2027-09-30", "2026-11-30", "2026-11-30", "2027-04-01", 55), ENDED,
    ),
    # A month end stays one: 28 February 2027 and 12 months is 29 February 2028. The usual 3 months: 30 November. The
    # gap is 1 March to 25 May: 31, 30 and 25; on the second day 31 more than ENDED.
    "to 29 February": (
        term("2027-02-28", option(12)), [],
        ("extend", "2027-02-28", "2028-02-29", "2026-11-30", "2026-11-30", "2027-03-01", 86),
        ("ended", "2027-02-28", "2027-02-28", None, None, "2027-03-01", 272),
    ),
    # 28 February 2024 is not the end of that month: 12 months is 28 February 2025. Closed: nothing follows.
    "from 28 February 2024": (
        term("2024-02-28", option(12, state="exercised"), start="2020-02-29", closed_on="2025-03-31"), [],
        ("closed", "2025-02-28", "2025-02-28", None, None, None, None),
        ("closed", "2025-02-28", "2025-02-28", None, None, None, None),
    ),
    # 30 August 2026 and 6 months: there is no 30 February, so the last day, 28 February 2027.
    "30 August and 6 months": (
        term("2026-08-30", option(6, state="exercised")), [],
        ("gap", "2027-02-28", "2027-02-28", None, None, "2027-03-01", 86),
        ("ended", "2027-02-28", "2027-02-28", None, None, "2027-03-01", 272),
    ),
    # 6 and 6 from 28 February 2026 is 12: 28 February 2027; and 12 more, 29 February 2028. 2 months: 31 December.
    "six and six": (
        term("2026-02-28", option(6, state="exercised"), option(6, state="exercised"), option(12, 2)), [],
        ("late", "2027-02-28", "2028-02-29", "2026-12-31", "2026-12-31", "2027-03-01", 86),
        ("ended", "2027-02-28", "2027-02-28", None, None, "2027-03-01", 272),
    ),
    # The exemption covers to 28 February 2027, and no longer on the second day.
    "covered by an exemption": (
        term("2026-08-31") | exempt("2027-02-28"), [],
        ("exempt", "2026-08-31", "2026-08-31", None, None, "2027-03-01", 86),
        ("ended", "2026-08-31", "2026-08-31", None, None, "2027-03-01", 272),
    ),
    # The review was due to start 180 days before 1 April, on 3 October 2026; the exemption covers the delay. Then
    # 1 October to 27 November 2027: 31 and 27.
    "an exemption beyond the end": (
        term("2027-03-31") | exempt("2027-09-30"), [],
        ("late", "2027-03-31", "2027-03-31", None, None, None, 0),
        ("exempt", "2027-03-31", "2027-03-31", None, None, "2027-10-01", 58),
    ),
    # The successor starts a month before the end. The option may still be used, and would run on beside it.
    "overlap with a successor": (
        term("2027-03-31", option(12, 3)), followed_by("2027-03-01"),
        ("on-time", "2027-03-31", "2028-03-31", "2026-12-31", None, None, 0), SUPERSEDED,
    ),
    "a gap before a successor": (  # the 30 days of April
        term("2027-03-31"), followed_by("2027-05-01"),
        ("gap", "2027-03-31", "2027-03-31", None, None, "2027-04-01", 30), SUPERSEDED,
    ),
    "an option before a successor": (
        term("2027-03-31", option(12, 3)), followed_by("2027-05-01"),
        ("extend", "2027-03-31", "2028-03-31", "2026-12-31", "2026-12-31", "2027-04-01", 30), SUPERSEDED,
    ),
    # 28 November 2027 is before 1 April 2028: on time on both days. A break changes no end.
    "a break": (
        term("2028-03-31", breaks=[{"on": "2027-09-30", "notice": "6m", "by": "council"}]), [],
        ("on-time", "2028-03-31", "2028-03-31", None, None, None, 0),
        ("on-time", "2028-03-31", "2028-03-31", None, None, None, 0),
    ),
    "no end": (
        {"term": {"start": "2020-04-01", "end": None, "extensions": None, "ends_when": "replaced",
                  "review_on": "2027-02-01"}}, [],
        ("open-ended", None, None, None, None, None, None),
        ("open-ended", None, None, None, None, None, None),
    ),
    # Ends on 31 January 2027, whatever was provided for: 1 February to 25 May is 28, 31, 30 and 25.
    "terminated": (
        term("2028-03-31", option(12, 3), terminated=CLOSED_EARLY), [],
        ("gap", "2027-01-31", "2027-01-31", None, None, "2027-02-01", 114),
        ("closed", "2027-01-31", "2027-01-31", None, None, None, None),
    ),
    "extensions not recorded": (
        {"term": {"start": "2024-04-01", "end": "2027-03-31", "extensions": None}}, [],
        ("unknown", "2027-03-31", "2027-03-31", None, None, "2027-04-01", 55), ENDED,
    ),
    # 26 May is before 1 November; 28 November is 27 days after it. 2 months for 31 October is 31 August.
    "on time, then late": (
        term("2027-10-31", option(12, 2)), [],
        ("on-time", "2027-10-31", "2028-10-31", "2027-08-31", None, None, 0),
        ("late", "2027-10-31", "2028-10-31", "2027-08-31", "2027-08-31", "2027-11-01", 27),
    ),
    # No notice: it can be agreed up to the end. The second day is the day after the end, 180 days before 28 November.
    "no notice needed": (
        term("2027-05-31", option(6, 0)), [],
        ("on-time", "2027-05-31", "2027-11-30", "2027-05-31", None, None, 0),
        ("ended", "2027-05-31", "2027-05-31", None, None, "2027-06-01", 180),
    ),
    "a draft": (
        term("2030-03-31", start="2027-04-01") | {"draft": "true"}, [],
        ("not-started", "2030-03-31", "2030-03-31", None, None, None, None),
        ("not-started", "2030-03-31", "2030-03-31", None, None, None, None),
    ),
    # To a named day; 1 month for 31 March is 28 February.
    "an option to a named day": (
        term("2027-03-31", {"until": "2027-07-31", "notice": "1m"}), [],
        ("late", "2027-03-31", "2027-07-31", "2027-02-28", "2027-02-28", "2027-04-01", 55), ENDED,
    ),
    # 84 days before 31 March, the day of giving notice not counted: 6 January (31 of March, 28, 25 of January).
    "weeks of notice": (
        term("2027-03-31", {"months": "12", "notice": "12w"}), [],
        ("late", "2027-03-31", "2028-03-31", "2027-01-06", "2027-01-06", "2027-04-01", 55), ENDED,
    ),
    # 31 March is the 90th day of 2027, so that 90 days before it is 31 December.
    "days of notice": (
        term("2027-03-31", {"months": "12", "notice": "90d"}), [],
        ("late", "2027-03-31", "2028-03-31", "2026-12-31", "2026-12-31", "2027-04-01", 55), ENDED,
    ),
    "not started": (
        term("2029-06-30", start="2027-07-01"), [],
        ("not-started", "2029-06-30", "2029-06-30", None, None, None, 0),
        ("not-started", "2029-06-30", "2029-06-30", None, None, None, 0),
    ),
    # The usual 3 months for 31 January, 31 October, have passed, but the contract does not ask for them: up to the end.
    "only the usual notice has passed": (
        term("2027-01-31", option(6)), [],
        ("extend", "2027-01-31", "2027-07-31", "2026-10-31", "2027-01-31", "2027-02-01", 114),
        ("ended", "2027-01-31", "2027-01-31", None, None, "2027-02-01", 300),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_every_listing_has_what_was_worked_out_by_hand(name: str, tmp_path: Path, commreg: Program) -> None:
    terms, followers, *expected = CASES[name]
    check_by_hand(tmp_path, commreg, (values(**terms), *followers), FIELDS, expected)


def check_by_hand(
    tmp_path: Path, commreg: Program, contracts: Sequence[dict[str, Any]], fields: Sequence[str], expected: list[Day]
) -> None:
    """Compare fields of every listing, on both days, with what was worked out."""
    register_of(tmp_path, *contracts, settings=SETTINGS)
    for as_of, by_hand in zip(DAYS, expected, strict=True):
        run = ("-C", str(tmp_path)), ("--as-of", as_of)
        for command in ("list", "expiring", "recommissioning"):
            rows = json.loads(commreg(*run[0], command, "--format", "json", *run[1]).out)["contracts"]
            for row in rows:
                if row["id"] == "parent-advice-2020":
                    assert tuple(row[field] for field in fields) == by_hand, (command, as_of)
        exported = json.loads(commreg(*run[0], "export", "json", "--audience", "internal", *run[1]).out)["contracts"]
        (entry,) = (entry for entry in exported if entry["recorded"]["id"] == "parent-advice-2020")
        both = entry["facts"] | entry["plan"]
        assert tuple(both[field] for field in fields) == by_hand, ("export json", as_of)
        rows = list(csv.DictReader(io.StringIO(commreg(*run[0], "list", "--format", "csv", *run[1]).out)))
        (line,) = (line for line in rows if line["id"] == "parent-advice-2020")
        text = tuple("" if value is None else str(value) for value in by_hand)
        assert tuple(line[field] for field in fields) == text, ("list csv", as_of)


RENEWAL_FIELDS = (*FIELDS[:3], "renews_to", "renewal_notice_by", *FIELDS[4:])
# By name: the terms, any other contracts, and the values of RENEWAL_FIELDS on each day. Without a limit there is no
# final end and no gap.
RENEWALS: dict[str, tuple[dict[str, Any], list[dict[str, Any]], Day, Day]] = {
    # 3 months for 31 March is 31 December: of 2025 it has passed, so it has renewed to 2027; of 2026 it has not, and is
    # after the 30 days of the review. 26 May is after 1 April 2027; 28 November is before 1 April 2028.
    "every year": (
        term("2026-03-31", renewal={"every": "12m", "notice": "3m"}), [],
        ("late", "2027-03-31", None, "2028-03-31", "2026-12-31", "2026-12-31", None, 0),
        ("on-time", "2028-03-31", None, "2029-03-31", "2027-12-31", "2027-12-31", None, 0),
    ),
    # 4 months: 30 November 2026 is within the 30 days of the review.
    "to be decided on now": (
        term("2026-03-31", renewal={"every": "12m", "notice": "4m"}), [],
        ("extend", "2027-03-31", None, "2028-03-31", "2026-11-30", "2026-11-30", None, 0),
        ("on-time", "2028-03-31", None, "2029-03-31", "2027-11-30", "2027-11-30", None, 0),
    ),
    # 6 months: 30 September 2026 has passed, so it runs to 2028 although 31 March 2027 is still to come.
    "renewed before its end": (
        term("2027-03-31", renewal={"every": "12m", "notice": "6m"}), [],
        ("on-time", "2028-03-31", None, "2029-03-31", "2027-09-30", "2027-09-30", None, 0),
        ("on-time", "2028-03-31", None, "2029-03-31", "2027-09-30", "2027-09-30", None, 0),
    ),
    "up to a limit": (
        term("2026-03-31", renewal={"every": "12m", "notice": "3m", "limit": "2028-03-31"}), [],
        ("late", "2027-03-31", "2028-03-31", "2028-03-31", "2026-12-31", "2026-12-31", None, 0),
        ("on-time", "2028-03-31", "2028-03-31", None, None, None, None, 0),
    ),
    # 31 August 2026, 28 February 2027, 31 August 2027, 29 February 2028; a month for each: 31 July, 31 January.
    "month ends stay month ends": (
        term("2026-02-28", renewal={"every": "6m", "notice": "1m"}), [],
        ("late", "2027-02-28", None, "2027-08-31", "2027-01-31", "2027-01-31", None, 0),
        ("late", "2027-08-31", None, "2028-02-29", "2027-07-31", "2027-07-31", None, 0),
    ),
    # From 30 August 2025 as signed: 28 February 2026, and 12 months in all is 30 August 2026, not 31; then 28 February
    # and 30 August 2027. 2 months before 1 March is 1 January, so 31 December 2026; before 31 August, so 29 June 2027.
    "summed from the signed end": (
        term("2025-08-30", option(6, state="exercised"), renewal={"every": "6m", "notice": "2m"}), [],
        ("late", "2027-02-28", None, "2027-08-30", "2026-12-31", "2026-12-31", None, 0),
        ("extend", "2027-08-30", None, "2028-02-29", "2027-06-29", "2027-06-29", None, 0),
    ),
    # 84 days before 31 March 2027 is 6 January; before 31 March 2028 (31 of March, 29, 24 of January), 7 January.
    "after an extension, weeks of notice": (
        term("2025-03-31", option(12, state="exercised"), renewal={"every": "12m", "notice": "12w"}), [],
        ("late", "2027-03-31", None, "2028-03-31", "2027-01-06", "2027-01-06", None, 0),
        ("on-time", "2028-03-31", None, "2029-03-31", "2028-01-07", "2028-01-07", None, 0),
    ),
    # Notice was given, so that it ends on 31 March 2027: 30 days of April and 25 of May.
    "notice given": (
        term("2026-03-31", renewal={"every": "12m", "notice": "3m"},
             terminated={"on": "2027-03-31", "reason": "Notice that it should not renew"}), [],
        ("gap", "2027-03-31", "2027-03-31", None, None, None, "2027-04-01", 55),
        ("closed", "2027-03-31", "2027-03-31", None, None, None, None, None),
    ),
    "the limit is reached": (
        term("2026-03-31", renewal={"every": "12m", "notice": "3m", "limit": "2027-03-31"}), [],
        ("gap", "2027-03-31", "2027-03-31", None, None, None, "2027-04-01", 55),
        ("ended", "2027-03-31", "2027-03-31", None, None, None, "2027-04-01", 241),
    ),
    # A week for 30 November is 23 November: passed. For 31 December it is 24 December. The gap is after the limit.
    "a gap after the limit": (
        term("2026-11-30", renewal={"every": "1m", "notice": "1w", "limit": "2027-03-31"}), [],
        ("gap", "2026-12-31", "2027-03-31", "2027-01-31", "2026-12-24", "2026-12-24", "2027-04-01", 55),
        ("ended", "2027-03-31", "2027-03-31", None, None, None, "2027-04-01", 241),
    ),
    # It has to be stopped for the successor; on the second day it has not been, and runs on beside it.
    "a successor": (
        term("2026-03-31", renewal={"every": "12m", "notice": "3m"}), followed_by("2027-04-01"),
        ("extend", "2027-03-31", None, "2028-03-31", "2026-12-31", "2026-12-31", None, 0),
        ("extend", "2028-03-31", None, "2029-03-31", "2027-12-31", "2027-12-31", None, 0),
    ),
    # The successor starts after the renewal, which is therefore needed; on the second day it is to be stopped.
    "a successor after the next renewal": (
        term("2026-03-31", renewal={"every": "12m", "notice": "3m"}), followed_by("2028-04-01"),
        ("on-time", "2027-03-31", None, "2028-03-31", "2026-12-31", "2026-12-31", None, 0),
        ("extend", "2028-03-31", None, "2029-03-31", "2027-12-31", "2027-12-31", None, 0),
    ),
    "meant to renew": (
        term("2026-03-31", renewal={"every": "12m", "notice": "4m"}) | {"recommissioning": {"intention": "extend"}}, [],
        ("on-time", "2027-03-31", None, "2028-03-31", "2026-11-30", "2026-11-30", None, 0),
        ("on-time", "2028-03-31", None, "2029-03-31", "2027-11-30", "2027-11-30", None, 0),
    ),
    # Every four weeks of 28 days from 31 October 2026: 28 November, 26 December; then 9 periods, 252 days, from
    # 31 October are 10 July 2027 (30, 31, 31, 28, 31, 30, 31, 30 and 10), and 28 days less 12 June. 7 days before 26
    # December is 19 December, and before 12 June 5 June.
    "every four weeks": (
        term("2026-10-31", renewal={"every": "4w", "notice": "1w"}), [],
        ("extend", "2026-12-26", None, "2027-01-23", "2026-12-19", "2026-12-19", None, 0),
        ("extend", "2027-06-12", None, "2027-07-10", "2027-06-05", "2027-06-05", None, 0),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RENEWALS)
def test_every_listing_has_the_renewals_worked_out_by_hand(name: str, tmp_path: Path, commreg: Program) -> None:
    terms, followers, *expected = RENEWALS[name]
    check_by_hand(tmp_path, commreg, (values(**terms), *followers), RENEWAL_FIELDS, expected)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        # 26 May 2027 is 55 days after 1 April; 180 days before 1 April 2028, after a 29 February, is 4 October.
        ("every year",
         ("7 weeks behind. Start the review now. It renews to 31 March 2028 unless notice is given by "
          "31 December 2026.")),
        ("to be decided on now",
         ("Decide by 30 November 2026 whether it should renew to 31 March 2028. It does unless notice is given by "
          "then.")),
        ("renewed before its end",
         ("On time. Start the review by 4 October 2027. It renews to 31 March 2029 unless notice is given by "
          "30 September 2027.")),
        ("a gap after the limit",
         ("Renews to 31 March 2027 at the latest. Nothing recorded follows it: no contract for 7 weeks from "
          "1 April 2027.")),
        ("a successor",
         ("Give notice by 31 December 2026 that it should not renew. If not, it runs on to 31 March 2028, beside later "
          "from 1 April 2027.")),
        ("a successor after the next renewal",
         ("On time. later starts on 1 April 2028. It renews to 31 March 2028 unless notice is given by "
          "31 December 2026.")),
        ("meant to renew",
         "On time. It renews to 31 March 2028 unless notice is given by 30 November 2026."),
    ],
)  # fmt: skip
def test_the_sentence_says_when_it_renews_and_how_to_stop_it(
    name: str, sentence: str, tmp_path: Path, commreg: Program
) -> None:
    terms, followers, *_ = RENEWALS[name]
    register_of(tmp_path, values(**terms), *followers, settings=SETTINGS)
    rows = json.loads(commreg("-C", str(tmp_path), "list", "--format", "json", "--as-of", DAYS[0]).out)["contracts"]
    assert [row["verdict_text"] for row in rows if row["id"] == "parent-advice-2020"] == [sentence]


def test_the_notice_that_stops_a_renewal_is_in_the_deadlines(tmp_path: Path, commreg: Program) -> None:
    """31 January 2027 is a Sunday: the last working day by then is Friday 29 January."""
    register_of(tmp_path, values(**RENEWALS["month ends stay month ends"][0]), settings=SETTINGS)
    out = commreg(
        "-C", str(tmp_path), "deadlines", "--kind", "renewal-notice", "--within", "24m", "--format", "json",
        "--as-of", DAYS[0],
    ).out  # fmt: skip
    assert [row["due_on"] for row in json.loads(out)["deadlines"]] == ["2027-01-31"]
    listed = json.loads(commreg("-C", str(tmp_path), "list", "--format", "json", "--as-of", DAYS[0]).out)["contracts"]
    assert [row["renewal_notice_by_working_day"] for row in listed] == ["2027-01-29"]


def test_an_extension_of_a_contract_that_renews_is_refused_and_notice_stops_it(
    tmp_path: Path, commreg: Program
) -> None:
    register_of(tmp_path, values(**RENEWALS["every year"][0]), settings=SETTINGS)
    where = ("-C", str(tmp_path), "--as-of", DAYS[0])
    extended = commreg(
        *where[:2], "extend", "parent-advice-2020", "--body", "Cabinet", "--on", "2026-11-20", *where[2:]
    )
    assert extended.code == 2
    assert "renews by itself" in extended.err
    stopped = commreg(
        *where[:2], "terminate", "parent-advice-2020", "--on", "2027-03-31", "--reason", "Notice was given.", *where[2:]
    )
    assert stopped.code == 0
    assert "No longer due by 31 December 2026" in stopped.err
    row = json.loads(commreg(*where[:2], "list", "--format", "json", *where[2:]).out)["contracts"][0]
    assert (row["current_end"], row["renews_to"], row["gap_from"]) == ("2027-03-31", None, "2027-04-01")


def test_a_value_for_the_term_as_signed_is_not_spread_over_renewals(tmp_path: Path, commreg: Program) -> None:
    """£24,000 for the two years to 31 March 2026 is £12,000 a year, however often the contract has renewed."""
    price = {"amount": "24000.00", "basis": "whole-term"}
    register_of(tmp_path, values(**RENEWALS["every year"][0], value=price), settings=SETTINGS)
    rows = json.loads(commreg("-C", str(tmp_path), "list", "--format", "json", "--as-of", DAYS[1]).out)["contracts"]
    assert [row["annual_value"] for row in rows] == ["12000.00"]


def test_a_break_has_its_day_for_notice(tmp_path: Path, commreg: Program) -> None:
    """6 months for 30 September 2027 is 31 March 2027."""
    register_of(tmp_path, values(**CASES["a break"][0]), settings=SETTINGS)
    out = commreg(
        "-C", str(tmp_path), "deadlines", "--kind", "break-notice", "--within", "24m", "--format", "json",
        "--as-of", DAYS[0],
    ).out  # fmt: skip
    assert [row["due_on"] for row in json.loads(out)["deadlines"]] == ["2027-03-31"]


def test_a_break_after_the_end_is_no_deadline(tmp_path: Path, commreg: Program) -> None:
    """Terminated on 31 January 2027, with a break on 30 September 2027."""
    breaks = [{"on": "2027-09-30", "notice": "3m", "by": "council"}]
    register_of(tmp_path, values(**term("2028-03-31", terminated=CLOSED_EARLY, breaks=breaks)), settings=SETTINGS)
    run = ("-C", str(tmp_path)), ("--as-of", DAYS[0])
    out = commreg(*run[0], "deadlines", "--kind", "break-notice", "--within", "24m", "--format", "json", *run[1]).out
    assert json.loads(out)["deadlines"] == []
    assert "break 1 by" not in commreg(*run[0], "show", "parent-advice-2020", *run[1]).out
    briefing = commreg(*run[0], "render", "briefing", "--format", "markdown", *run[1]).out
    assert "0 break clauses can still be used" in briefing
    assert "after the end" in briefing


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        # 3 months for 30 April, by the day before 1 May less 3 months: 31 January.
        ("two options needed",
         ("7 weeks behind. Start the review now; the extensions to 30 April 2027 (notice by 31 December 2026) and "
          "31 May 2027 (notice by 31 January 2027) would still cover it.")),
        ("an option before a successor",
         ("Decide by 31 December 2026 whether to extend to 31 March 2028. If not, no contract for 4 weeks from "
          "1 April 2027. It would run on beside later from 1 May 2027.")),
        ("covered by an exemption",
         ("Ended on 31 August 2026; exemption EX/26/006 covers it to 28 February 2027. Then no contract for 12 weeks "
          "from 1 March 2027.")),
        ("missed notice",
         ("Ends on 31 March 2027. Nothing recorded follows it: no contract for 7 weeks from 1 April 2027. The last day "
          "for notice to extend to 31 March 2028 was 30 September 2026: ask the provider.")),
    ],
)  # fmt: skip
def test_the_sentence_names_every_option_and_what_runs_beside_it(
    name: str, sentence: str, tmp_path: Path, commreg: Program
) -> None:
    terms, followers, *_ = CASES[name]
    register_of(tmp_path, values(**terms), *followers, settings=SETTINGS)
    rows = json.loads(commreg("-C", str(tmp_path), "list", "--format", "json", "--as-of", DAYS[0]).out)["contracts"]
    assert [row["verdict_text"] for row in rows if row["id"] == "parent-advice-2020"] == [sentence]


@pytest.mark.parametrize("as_of", ["2024-01-15", "2024-09-02"])
def test_every_output_has_what_the_sheet_has(as_of: str, tmp_path: Path, commreg: Program) -> None:
    """A register whose sheet was worked out by hand, before the program read it."""
    reader = Reader(commreg, SHEET, as_of, "internal", tmp_path)
    rows = [row for row in _rows("sheet.csv") if row["as_of"] == as_of]
    for row in rows:
        by_hand = {_NAMES_OF_PROGRAM.get(name, name): value for name, value in row.items()}
        reader.claims.add_row("the sheet", row["contract"], by_hand)
    for row in _rows("notices.csv"):
        reader.claims.add("the sheet", row["contract"], row["deadline"], row["due_on"])
    reader.read_pages(row["contract"] for row in rows)
    reader.read_everything().check()


def test_an_option_beside_a_successor_says_so_wherever_it_is_offered(commreg: Program) -> None:
    """The successor starts on 1 September 2024, and the option runs to 30 September 2025."""
    run, as_of = ("-C", str(SHEET)), ("--as-of", "2024-01-15")
    beside = "it would run on beside the next contract from 1 September 2024"
    (line,) = (
        row["what"]
        for row in json.loads(commreg(*run, "deadlines", "--within", "12m", "--format", "json", *as_of).out)[
            "deadlines"
        ]
        if row["id"] == "overlap" and row["kind"] == "extension-notice"
    )
    assert line == f"decide on extension to 30 September 2025 (last day for notice); {beside}"
    assert f"30 September 2025; {beside}" in commreg(*run, "show", "overlap", *as_of).out
    for audience in ("public", "internal"):
        calendar = commreg(*run, "export", "ics", "--audience", audience, *as_of).out.replace("\r\n ", "")
        assert beside in calendar


def test_the_timeline_by_verdict_is_in_the_order_of_recommissioning(commreg: Program) -> None:
    run, as_of = ("-C", str(SHEET)), ("--as-of", "2024-01-15")
    drawn = commreg(*run, "timeline", "--by", "verdict", "--format", "markdown", *as_of).out
    listed = json.loads(commreg(*run, "recommissioning", "--format", "json", *as_of).out)["contracts"]
    titles = [row["title"] for row in listed if f"| {row['title']} |" in drawn]
    assert len(titles) > 10
    assert sorted(titles, key=lambda title: drawn.index(f"| {title} |")) == titles


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((SHEET / name).read_text(encoding="utf-8"))))


_NAMES_OF_PROGRAM = {"original_end": "initial_end", "working_day": "notice_by_working_day"}
